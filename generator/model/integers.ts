/** The smallest and the largest value. */
export type IntegerRange = readonly [low: bigint, high: bigint];

const signed = (bits: bigint): IntegerRange => [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
const unsigned = (bits: bigint): IntegerRange => [0n, (1n << bits) - 1n];

/** The predefined types whose values are integers. */
export type IntegerName =
  "int" | "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "size";

/** What the predefined types of integers hold. docs/devel/qapi-code-gen.rst, "Built-in Types". */
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

export function isIntegerName(name: string): name is IntegerName {
  return Object.hasOwn(integerRanges, name);
}

/** Whether every value of the range is a JavaScript number, exactly. */
export function isExactInNumber([low, high]: IntegerRange): boolean {
  return low >= Number.MIN_SAFE_INTEGER && high <= Number.MAX_SAFE_INTEGER;
}
