import {
  commonMembers,
  discriminatorValues,
  isMandatory,
  jsonTypeOf,
  qTypeValues,
  structMembers,
  type AlternateType,
  type BuiltinName,
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

/** A JSON Schema with the keywords in `keywords/`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of the arguments and the return of each command, the data of each event, and of each type. */
export interface JsonSchemas {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/** Sent values must be known to the server. Received values may contain additions of a newer server. */
type Direction = "sent" | "received";

export interface JsonSchemaOptions {
  /** The members that contain base64, according to the annotations. Default: none. */
  readonly base64?: ReadonlySet<Member>;
}

/** Returns the key in `$defs` of the arguments or return of a command, or of the data of an event. */
export function schemaKey(what: "arguments" | "return" | "event", name: string): string {
  return `${what}:${name}`;
}

/** Converts a model. Types that no command or event uses are omitted. */
export function jsonSchemas(model: Model, options: JsonSchemaOptions = {}): JsonSchemas {
  const wire = lowerAccessors(model);
  const builder = new SchemaBuilder(wire, options);
  for (const definition of wire.definitions) {
    if (definition.kind === "command") builder.command(definition);
    if (definition.kind === "event") builder.event(definition);
  }
  return { $defs: Object.fromEntries(builder.schemas) };
}

/** The use of a type. A branch is part of the object that contains the common members of its union. */
interface Use {
  readonly direction: Direction;
  /** The prefix of keys in `$defs`: the key of the union for a branch, else the direction. */
  readonly scope: string;
  /** The names of the common members, which a branch must accept. */
  readonly commonNames: readonly string[];
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
    const sent = gen ? this.#data(command, "sent") : this.#openArguments(command);
    this.schemas.set(schemaKey("arguments", name), sent);
    const received = returns === undefined ? { type: "object" } : this.#type(returns, "received");
    this.schemas.set(schemaKey("return", name), received);
  }

  event(event: Event): void {
    this.schemas.set(schemaKey("event", event.name), this.#data(event, "received"));
  }

  #data({ data }: { readonly data: Members }, direction: Direction): JsonSchema {
    return data.kind === "named"
      ? this.#named(data.type, topLevel(direction))
      : this.#object(data.members, topLevel(direction));
  }

  /** A command with `'gen': false` parses its arguments itself: it may accept others, and optional ones of any type. */
  #openArguments(command: Command): JsonSchema {
    const required = commonMembers(this.#model, command.data).filter(isMandatory);
    return { type: "object", ...this.#members(required, "sent") };
  }

  #type(reference: TypeReference, direction: Direction): JsonSchema {
    switch (reference.kind) {
      case "array":
        return { type: "array", items: this.#type(reference.element, direction) };
      case "builtin":
        return builtinSchema(reference.name, direction);
      case "defined":
        return this.#named(reference.name, topLevel(direction));
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
    throw new Error(`Unknown type ${name}`);
  }

  /** Returns a reference to the schema of a type, which is created by its first use. */
  #shared(
    { name }: { readonly name: string },
    { scope }: Use,
    make: (key: string) => JsonSchema,
  ): JsonSchema {
    const key = `${scope}:${name}`;
    if (!this.schemas.has(key)) {
      // The empty schema ends the recursion for recursive types.
      this.schemas.set(key, {});
      this.schemas.set(key, make(key));
    }
    return { $ref: `#/$defs/${key}` };
  }

  #struct(struct: StructType, use: Use): JsonSchema {
    return this.#object(structMembers(this.#model, struct), use);
  }

  #object(members: readonly Member[], { direction, commonNames }: Use): JsonSchema {
    const open = { type: "object", ...this.#members(members, direction) };
    return direction === "received" ? open : { ...open, closed: [...commonNames, ...members.map(nameOf)] };
  }

  #members(members: readonly Member[], direction: Direction): JsonSchema {
    const properties = members.map((member) => [member.name, this.#member(member, direction)] as const);
    const required = members.filter(isMandatory).map(nameOf);
    return {
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
      ...(required.length > 0 && { required }),
    };
  }

  #member(member: Member, direction: Direction): JsonSchema {
    const type = this.#type(member.type, direction);
    return this.#base64.has(member) ? { ...type, base64: true } : type;
  }

  #union(union: UnionType, { direction, commonNames }: Use, key: string): JsonSchema {
    const common = commonMembers(this.#model, union.base);
    const branchUse: Use = { direction, scope: key, commonNames: [...commonNames, ...common.map(nameOf)] };
    const listed = union.branches.map(({ name, type }) => [name, this.#branch(type, branchUse)] as const);
    // A discriminator value that the union does not list selects an empty branch.
    const known = direction === "received" ? [] : discriminatorValues(this.#model, union).map(nameOf);
    const empty = known.map((value) => [value, { closed: branchUse.commonNames }] as const);
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

function enumSchema({ values }: EnumType, direction: Direction): JsonSchema {
  return direction === "received" ? { type: "string" } : { among: values.map(nameOf) };
}

/** QEMU accepts negative values for unsigned 64-bit integers, and clients rely on it. */
const sentUnsigned = "uint64-or-negative";

function builtinSchema(name: BuiltinName, direction: Direction): JsonSchema {
  switch (name) {
    case "str":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "null":
      return { type: "null" };
    case "number":
      return { numeric: true };
    case "any":
      return {};
    case "QType":
      return direction === "received" ? { type: "string" } : { among: qTypeValues };
    case "int":
      return { integer: "int64" };
    case "size":
    case "uint64":
      return { integer: direction === "received" ? "uint64" : sentUnsigned };
    case "int8":
    case "int16":
    case "int32":
    case "int64":
    case "uint8":
    case "uint16":
    case "uint32":
      return { integer: name };
  }
}

function topLevel(direction: Direction): Use {
  return { direction, scope: direction, commonNames: [] };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
