import * as exact from "./exact.js";

/**
 * A signed 64-bit integer. A value that `number` cannot hold exactly arrives as `bigint`, any other as
 * `number`; as an argument either is sent exactly.
 */
export type Int64 = number | bigint;

/** An unsigned 64-bit integer, under the rules of {@link Int64}. */
export type Uint64 = number | bigint;

/**
 * The integer as a `number`.
 * @throws RangeError when `number` cannot hold it exactly, that is beyond 2^53-1 either way.
 */
export function toNumber(value: Int64): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${value} cannot be held exactly by a number`);
}

/**
 * The value of a JSON text, in which integers beyond 2^53-1 become bigint.
 * @throws SyntaxError when the text is no JSON.
 */
export function parseExactly(text: string): unknown {
  // A page loads all that the package's entry hands on as it is, and few meet such integers.
  return exact.parseExactly(text);
}
