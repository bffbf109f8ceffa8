import {
  commonMembers,
  discriminatorValues,
  jsonTypeOf,
  structMembers,
  type AlternateType,
  type Command,
  type EnumType,
  type Event,
  type Member,
  type Members,
  type Model,
  type StructType,
  type TypeReference,
  type UnionType,
} from "../model/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import { builtinSchema } from "./builtin-schema.js";
import type { Direction, JsonSchema, JsonSchemas } from "./types.js";

export interface JsonSchemaOptions {
  /** The members that hold base64: the language cannot say it, annotations can. */
  readonly base64?: ReadonlySet<Member>;
}

/** How `$defs` calls what a message of a kind holds. */
export function schemaKey(what: "arguments" | "return" | "event", name: string): string {
  return `${what}:${name}`;
}

/** Derives the schemas from a model: of the types, those that something sends or receives. */
export function jsonSchemas(model: Model, options: JsonSchemaOptions = {}): JsonSchemas {
  const wire = lowerAccessors(model);
  const builder = new SchemaBuilder(wire, options);
  for (const definition of wire.definitions) {
    if (definition.kind === "command") builder.command(definition);
    if (definition.kind === "event") builder.event(definition);
  }
  return { $defs: Object.fromEntries(builder.schemas) };
}

/** Where a type is used: which way it goes, and, for a union's branch, what surrounds it. */
interface Use {
  readonly direction: Direction;
  /** The key of what the type is a branch of; else the direction. */
  readonly within: string;
  /** The names of the members that surround a branch, for they stand in the same object. */
  readonly beside: readonly string[];
}

class SchemaBuilder {
  readonly schemas = new Map<string, JsonSchema>();
  readonly #model: Model;
  readonly #base64: ReadonlySet<Member>;

  constructor(model: Model, { base64 = new Set() }: JsonSchemaOptions) {
    this.#model = model;
    this.#base64 = base64;
  }

  command(command: Command): void {
    const { name, gen, returns } = command;
    const sent = gen ? this.#data(command, "sent") : this.#open(command);
    this.schemas.set(schemaKey("arguments", name), sent);
    const received = returns === undefined ? { type: "object" } : this.#type(returns, "received");
    this.schemas.set(schemaKey("return", name), received);
  }

  event(event: Event): void {
    this.schemas.set(schemaKey("event", event.name), this.#data(event, "received"));
  }

  #data({ data }: { readonly data: Members }, direction: Direction): JsonSchema {
    return data.kind === "named"
      ? this.#named(data.type, outermost(direction))
      : this.#object(data.members, outermost(direction));
  }

  /**
   * What code written by hand takes in: it looks at what it needs, and whatever else there is, it takes as it
   * comes, whether the schema knows it or not.
   */
  #open(command: Command): JsonSchema {
    const needed = commonMembers(this.#model, command.data).filter((member) => !member.optional);
    return { type: "object", ...this.#members(needed, "sent") };
  }

  #type(reference: TypeReference, direction: Direction): JsonSchema {
    switch (reference.kind) {
      case "array":
        return { type: "array", items: this.#type(reference.element, direction) };
      case "builtin":
        return builtinSchema(reference.name, direction);
      case "defined":
        return this.#named(reference.name, outermost(direction));
    }
  }

  #named(name: string, use: Use): JsonSchema {
    const definition = this.#model.byName.get(name);
    if (definition?.kind === "enum") return enumSchema(definition, use.direction);
    if (definition?.kind === "struct") {
      return this.#shared(definition, use, () => this.#struct(definition, use));
    }
    if (definition?.kind === "union") {
      return this.#shared(definition, use, (key) => this.#union(definition, use, key));
    }
    if (definition?.kind === "alternate") {
      return this.#shared(definition, use, () => this.#alternate(definition, use.direction));
    }
    throw new Error(`The model has no type ${name}`);
  }

  /** A reference to the schema that all uses share, which is made when it is first used. */
  #shared(
    { name }: { readonly name: string },
    { within }: Use,
    make: (key: string) => JsonSchema,
  ): JsonSchema {
    const key = `${within}:${name}`;
    if (!this.schemas.has(key)) {
      // Types may hold themselves: whoever asks meanwhile gets the reference.
      this.schemas.set(key, {});
      this.schemas.set(key, make(key));
    }
    return { $ref: `#/$defs/${key}` };
  }

  #struct(struct: StructType, use: Use): JsonSchema {
    return this.#object(structMembers(this.#model, struct), use);
  }

  #object(members: readonly Member[], { direction, beside }: Use): JsonSchema {
    const open = { type: "object", ...this.#members(members, direction) };
    return direction === "received" ? open : { ...open, closed: [...beside, ...members.map(nameOf)] };
  }

  #members(members: readonly Member[], direction: Direction): JsonSchema {
    const properties = members.map((member) => [member.name, this.#member(member, direction)] as const);
    const required = members.filter((member) => !member.optional).map(nameOf);
    return {
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
      ...(required.length > 0 && { required }),
    };
  }

  #member(member: Member, direction: Direction): JsonSchema {
    const type = this.#type(member.type, direction);
    return this.#base64.has(member) ? { ...type, base64: true } : type;
  }

  #union(union: UnionType, { direction, beside }: Use, key: string): JsonSchema {
    const common = commonMembers(this.#model, union.base);
    const inside: Use = { direction, within: key, beside: [...beside, ...common.map(nameOf)] };
    const listed = union.branches.map(({ name, type }) => [name, this.#branch(type, inside)] as const);
    // A value that the union does not list has a branch all the same: one without members.
    const known = direction === "received" ? [] : discriminatorValues(this.#model, union).map(nameOf);
    const empty = known.map((value) => [value, { closed: inside.beside }] as const);
    return {
      type: "object",
      ...this.#members(common, direction),
      discriminator: union.discriminator,
      branches: Object.fromEntries([...empty, ...listed]),
    };
  }

  #branch(type: TypeReference, use: Use): JsonSchema {
    return type.kind === "defined" ? this.#named(type.name, use) : this.#type(type, use.direction);
  }

  #alternate(alternate: AlternateType, direction: Direction): JsonSchema {
    const alternatives = alternate.alternatives.map(
      ({ type }) => [jsonTypeOf(this.#model, type), this.#type(type, direction)] as const,
    );
    return { alternatives: Object.fromEntries(alternatives) };
  }
}

/** Newer servers have more values; what we send, this one must know. */
function enumSchema({ values }: EnumType, direction: Direction): JsonSchema {
  return direction === "received" ? { type: "string" } : { among: values.map(nameOf) };
}

function outermost(direction: Direction): Use {
  return { direction, within: direction, beside: [] };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
