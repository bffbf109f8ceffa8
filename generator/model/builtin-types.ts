/** The predefined types of the language. `QType` is an enum that the language itself defines. */
export const builtinNames = [
  "str",
  "number",
  "int",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "size",
  "bool",
  "null",
  "any",
  "QType",
] as const;

export type BuiltinName = (typeof builtinNames)[number];

const builtinSet: ReadonlySet<string> = new Set(builtinNames);

/** Reports whether a name is that of a predefined type. */
export function isBuiltinName(name: string): name is BuiltinName {
  return builtinSet.has(name);
}

/** The values of the predefined enum `QType`: the kinds of a JSON value. */
export const qTypeValues = ["none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool"] as const;

/** The JSON type of a value, by which the branches of an alternate are distinguished. */
export type JsonType = "string" | "number" | "boolean" | "null" | "object" | "array";

/** The JSON type of each predefined type. Undefined for `any`, which accepts every JSON type. */
export const builtinJsonTypes: Readonly<Record<BuiltinName, JsonType | undefined>> = {
  str: "string",
  number: "number",
  int: "number",
  int8: "number",
  int16: "number",
  int32: "number",
  int64: "number",
  uint8: "number",
  uint16: "number",
  uint32: "number",
  uint64: "number",
  size: "number",
  bool: "boolean",
  null: "null",
  any: undefined,
  QType: "string",
};

/** The smallest and the largest value. */
export type IntegerRange = readonly [low: bigint, high: bigint];

const signed = (bits: bigint): IntegerRange => [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
const unsigned = (bits: bigint): IntegerRange => [0n, (1n << bits) - 1n];

/** The predefined integer types. */
export type IntegerName =
  "int" | "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "size";

/** The range of each predefined integer type. docs/devel/qapi-code-gen.rst, "Built-in Types". */
export const integerRanges: Readonly<Record<IntegerName, IntegerRange>> = {
  int: signed(64n),
  int8: signed(8n),
  int16: signed(16n),
  int32: signed(32n),
  int64: signed(64n),
  uint8: unsigned(8n),
  uint16: unsigned(16n),
  uint32: unsigned(32n),
  uint64: unsigned(64n),
  size: unsigned(64n),
};

/** Reports whether a name is that of a predefined integer type. */
export function isIntegerName(name: string): name is IntegerName {
  return Object.hasOwn(integerRanges, name);
}

/** Reports whether a JavaScript number represents every value of the range exactly. */
export function isExactInNumber([low, high]: IntegerRange): boolean {
  return low >= Number.MIN_SAFE_INTEGER && high <= Number.MAX_SAFE_INTEGER;
}
