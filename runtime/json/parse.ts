import { parseExactly } from "./exact-parser.js";

/**
 * Sixteen digits in a row: an integer that `number` may have to round. Written out, because a literal run is
 * searched much faster than a counted one, and nearly every message is searched in vain.
 */
const longRun = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;

/**
 * The value of a JSON text; undefined when it is none. Integers beyond 2^53-1 become bigint, and
 * `__proto__` is a member like any other.
 */
export function parseJson(text: string): unknown {
  try {
    return longRun.test(text) ? parseExactly(text) : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
