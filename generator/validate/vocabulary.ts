import {
  qTypeValues,
  type BuiltinName,
  type Definition,
  type EnumType,
  type JsonType,
  type Member,
} from "../model/index.js";

/** A JSON Schema, in the keywords of a vocabulary. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Sent values must be known to the server. Received values may contain additions of a newer server. */
export type Direction = "sent" | "received";

/** The members of an object. */
export interface ObjectShape {
  readonly properties: readonly (readonly [name: string, schema: JsonSchema])[];
  readonly required: readonly string[];
  /** The only names that members may have. Undefined: any. */
  readonly closed: readonly string[] | undefined;
}

/** The keywords in which the rules for values are written. */
export interface Vocabulary {
  /** Separates the parts of a key in `$defs`. */
  readonly separator: string;
  /** Whether each enum has an entry in `$defs`. Otherwise each use of it is written out. */
  readonly sharesEnums: boolean;
  reference(key: string): JsonSchema;
  builtin(name: BuiltinName, direction: Direction): JsonSchema;
  enumeration(definition: EnumType, direction: Direction): JsonSchema;
  object(shape: ObjectShape): JsonSchema;
  /** The members of an object, and those that the branch of the discriminator's value adds. */
  union(
    shape: ObjectShape,
    discriminator: string,
    branches: Readonly<Record<string, JsonSchema>>,
  ): JsonSchema;
  /** An object that adds no members to the ones of a union. */
  emptyBranch(commonNames: readonly string[]): JsonSchema;
  /** The JSON type of the value selects the schema. */
  alternate(alternatives: readonly (readonly [JsonType | undefined, JsonSchema])[]): JsonSchema;
  member(schema: JsonSchema, member: Member, isBase64: boolean): JsonSchema;
  described(schema: JsonSchema, definition: Definition): JsonSchema;
}

/** Reports whether negative values of an unsigned type are valid. QEMU accepts them if it has 64 bits, and clients rely on it. */
export function acceptsNegative(name: BuiltinName, direction: Direction): boolean {
  return direction === "sent" && (name === "size" || name === "uint64");
}

/** The keywords of `keywords.ts`, which compile to small code. Annotations are omitted. */
export const validatorVocabulary: Vocabulary = {
  separator: ":",
  sharesEnums: false,
  reference: (key) => ({ $ref: `#/$defs/${key}` }),
  builtin: builtinSchema,
  enumeration: ({ values }, direction) =>
    direction === "received" ? { type: "string" } : { among: values.map(({ name }) => name) },
  object: objectSchema,
  union: (shape, discriminator, branches) => ({ ...objectSchema(shape), discriminator, branches }),
  emptyBranch: (commonNames) => ({ closed: commonNames }),
  alternate: (alternatives) => ({ alternatives: Object.fromEntries(alternatives) }),
  member: (schema, _member, isBase64) => (isBase64 ? { ...schema, base64: true } : schema),
  described: (schema) => schema,
};

function objectSchema({ properties, required, closed }: ObjectShape): JsonSchema {
  return {
    type: "object",
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
    ...(closed !== undefined && { closed }),
  };
}

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
      return { integer: acceptsNegative(name, direction) ? "uint64-or-negative" : "uint64" };
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
