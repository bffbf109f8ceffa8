import { parseExactly } from "./exact.js";

/**
 * Sixteen digits in a row: an integer that `number` may have to round. Written out, because a literal run is
 * searched much faster than a counted one, and nearly every message is searched in vain.
 */
const longRun = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;

/** Whether there may be an integer in the text that `number` cannot hold. */
export function mayHaveLongIntegers(text: string): boolean {
  return longRun.test(text);
}

/**
 * The value of a JSON text; undefined when it is none. Integers beyond 2^53-1 become bigint, and
 * `__proto__` is a member like any other.
 * @param short - whether it is known that the text has no such integers.
 */
export function parseJson(text: string, short = false): unknown {
  try {
    return short || !longRun.test(text) ? (JSON.parse(text) as unknown) : parseExactly(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
