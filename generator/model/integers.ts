/** The smallest and the largest value. */
export type IntegerRange = readonly [low: bigint, high: bigint];

const signed = (bits: bigint): IntegerRange => [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
const unsigned = (bits: bigint): IntegerRange => [0n, (1n << bits) - 1n];

const ranges = {
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

/** The predefined types whose values are integers. */
export type IntegerName = keyof typeof ranges;

/** What the predefined types of integers hold. docs/devel/qapi-code-gen.rst, "Built-in Types". */
export const integerRanges: Readonly<Record<IntegerName, IntegerRange>> = ranges;

export function isIntegerName(name: string): name is IntegerName {
  return Object.hasOwn(ranges, name);
}

/** Whether every value of the range is a JavaScript number, exactly. */
export function isExactInNumber([low, high]: IntegerRange): boolean {
  return low >= Number.MIN_SAFE_INTEGER && high <= Number.MAX_SAFE_INTEGER;
}
