import { UserError, where } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import {
  commonMembers,
  discriminatorValues,
  isMandatory,
  jsonTypeOf,
  structMembers,
  isType,
  type AlternateType,
  type Command,
  type Definition,
  type Event,
  type Member,
  type Model,
  type StructType,
  type TypeReference,
  type UnionType,
} from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";
import {
  validatorVocabulary,
  type Direction,
  type JsonSchema,
  type ObjectShape,
  type Vocabulary,
} from "./vocabulary.js";

/** The schemas of the arguments and the return of each command, the data of each event, and of each type. */
export interface JsonSchemas {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

export interface JsonSchemaOptions {
  /** The members that contain base64, according to the annotations. Default: none. */
  readonly base64?: ReadonlySet<Member>;
  /** Default: the keywords that validators are compiled from. */
  readonly vocabulary?: Vocabulary;
  /** Whether types that no command or event uses are included. Default: false. */
  readonly allTypes?: boolean;
}

/** Returns the key in `$defs` of the arguments or return of a command, or of the data of an event. */
export function schemaKey(
  what: "arguments" | "return" | "event",
  name: string,
  { separator }: Pick<Vocabulary, "separator"> = validatorVocabulary,
): string {
  return `${what}${separator}${name}`;
}

/** Converts a model. */
export function jsonSchemas(model: Model, options: JsonSchemaOptions = {}): JsonSchemas {
  const wire = lowerAccessors(model);
  const builder = new SchemaBuilder(wire, options);
  for (const definition of wire.definitions) {
    if (definition.kind === "command") builder.command(definition);
    if (definition.kind === "event") builder.event(definition);
  }
  if (options.allTypes === true) {
    for (const type of wire.definitions.filter(isType)) builder.type(type.name);
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

/** The most types that contain one another. Twice as many exceed the stack of Node. */
const maxDepth = 500;

function tooDeep({ name, position }: Definition): UserError {
  const place = `${where(position)}: the type ${quote(name)} is in more than ${maxDepth} types that contain one another`;
  return new UserError(`${place}. Make a member of one of them of type 'any'.`);
}

class SchemaBuilder {
  readonly schemas = new Map<string, JsonSchema>();
  readonly #model: Model;
  readonly #base64: ReadonlySet<Member>;
  readonly #words: Vocabulary;
  /** The number of types that contain the one that is converted. */
  #depth = 0;

  constructor(model: Model, { base64 = new Set(), vocabulary = validatorVocabulary }: JsonSchemaOptions) {
    this.#model = model;
    this.#base64 = base64;
    this.#words = vocabulary;
  }

  /** Adds a type in both directions. */
  type(name: string): void {
    for (const direction of ["sent", "received"] as const) this.#named(name, topLevel(direction));
  }

  command(command: Command): void {
    const { name, gen, returns } = command;
    const sent = gen ? this.#data(command, "sent") : this.#openArguments(command);
    this.schemas.set(this.#key("arguments", name), this.#words.described(sent, command));
    const received = returns === undefined ? this.#words.object(noMembers) : this.#type(returns, "received");
    this.schemas.set(this.#key("return", name), received);
  }

  event(event: Event): void {
    const data = this.#data(event, "received");
    this.schemas.set(this.#key("event", event.name), this.#words.described(data, event));
  }

  #key(what: "arguments" | "return" | "event", name: string): string {
    return schemaKey(what, name, this.#words);
  }

  #data({ data }: Command | Event, direction: Direction): JsonSchema {
    return data.kind === "named"
      ? this.#named(data.type, topLevel(direction))
      : this.#object(data.members, topLevel(direction));
  }

  /** A command with `'gen': false` parses its arguments itself: it may accept others, and optional ones of any type. */
  #openArguments(command: Command): JsonSchema {
    const required = commonMembers(this.#model, command.data).filter(isMandatory);
    return this.#words.object({ ...this.#members(required, "sent"), closed: undefined });
  }

  #type(reference: TypeReference, direction: Direction): JsonSchema {
    switch (reference.kind) {
      case "array":
        return { type: "array", items: this.#type(reference.element, direction) };
      case "builtin":
        return this.#words.builtin(reference.name, direction);
      case "defined":
        return this.#named(reference.name, topLevel(direction));
    }
  }

  #named(name: string, use: Use): JsonSchema {
    const definition = this.#model.byName.get(name);
    if (definition?.kind === "enum") {
      const make = (): JsonSchema => this.#words.enumeration(definition, use.direction);
      return this.#words.sharesEnums ? this.#shared(definition, use, make) : make();
    }
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
  #shared(definition: Definition, { scope }: Use, make: (key: string) => JsonSchema): JsonSchema {
    const key = `${scope}${this.#words.separator}${definition.name}`;
    if (!this.schemas.has(key)) {
      // The empty schema ends the recursion for recursive types.
      this.schemas.set(key, {});
      if (++this.#depth > maxDepth) throw tooDeep(definition);
      this.schemas.set(key, this.#words.described(make(key), definition));
      this.#depth--;
    }
    return this.#words.reference(key);
  }

  #struct(struct: StructType, use: Use): JsonSchema {
    return this.#object(structMembers(this.#model, struct), use);
  }

  #object(members: readonly Member[], { direction, commonNames }: Use): JsonSchema {
    const closed = direction === "received" ? undefined : [...commonNames, ...members.map(nameOf)];
    return this.#words.object({ ...this.#members(members, direction), closed });
  }

  #members(members: readonly Member[], direction: Direction): Omit<ObjectShape, "closed"> {
    return {
      properties: members.map((member) => [member.name, this.#member(member, direction)]),
      required: members.filter(isMandatory).map(nameOf),
    };
  }

  #member(member: Member, direction: Direction): JsonSchema {
    const type = this.#type(member.type, direction);
    return this.#words.member(type, member, this.#base64.has(member));
  }

  #union(union: UnionType, { direction, commonNames }: Use, key: string): JsonSchema {
    const common = commonMembers(this.#model, union.base);
    const branchUse: Use = { direction, scope: key, commonNames: [...commonNames, ...common.map(nameOf)] };
    const listed = union.branches.map(({ name, type }) => [name, this.#branch(type, branchUse)] as const);
    // A discriminator value that the union does not list selects an empty branch.
    const known = direction === "received" ? [] : discriminatorValues(this.#model, union).map(nameOf);
    const empty = known.map((value) => [value, this.#words.emptyBranch(branchUse.commonNames)] as const);
    const shape = { ...this.#members(common, direction), closed: undefined };
    return this.#words.union(shape, union.discriminator, Object.fromEntries([...empty, ...listed]));
  }

  #branch(type: TypeReference, use: Use): JsonSchema {
    return type.kind === "defined" ? this.#named(type.name, use) : this.#type(type, use.direction);
  }

  #alternate(alternate: AlternateType, direction: Direction): JsonSchema {
    const alternatives = alternate.alternatives.map(
      ({ type }) => [jsonTypeOf(this.#model, type), this.#type(type, direction)] as const,
    );
    return this.#words.alternate(alternatives);
  }
}

function topLevel(direction: Direction): Use {
  return { direction, scope: direction, commonNames: [] };
}

const noMembers: ObjectShape = { properties: [], required: [], closed: undefined };

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** Returns the entries that each entry refers to. */
export function referenceGraph({ $defs }: JsonSchemas): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries($defs).map(([key, schema]) => {
      const found = JSON.stringify(schema).matchAll(/"#\/\$defs\/((?:[^"\\]|\\.)*)"/g);
      const keys = new Set([...found].map(([, other = ""]) => other));
      return [key, [...keys].filter((other) => Object.hasOwn($defs, other))];
    }),
  );
}

/** Maps equal entries to one of them, so that they share a validator: half of all commands return nothing. */
export function findRepresentatives({ $defs }: JsonSchemas): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const schema = $defs[key] ?? {};
    const target = referenceTarget(schema);
    if (target !== undefined) return target;
    const text = JSON.stringify(schema);
    const representative = known.get(text) ?? key;
    known.set(text, representative);
    return representative;
  };
}

/** Returns the target of a schema that consists of a reference only. */
function referenceTarget(schema: JsonSchema): string | undefined {
  const [only, ...more] = Object.entries(schema);
  return only?.[0] === "$ref" && more.length === 0 ? String(only[1]).replace("#/$defs/", "") : undefined;
}
