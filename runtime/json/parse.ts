import { parseExactly } from "./exact.js";
import { mayHaveLongIntegers, parseShort, valueBy } from "./short.js";

/**
 * The value of a JSON text; undefined when it is none. Integers beyond 2^53-1 become bigint, and
 * `__proto__` is a member like any other.
 * @param short - whether it is known that the text has no such integers.
 */
export function parseJson(text: string, short = false): unknown {
  return short || !mayHaveLongIntegers(text) ? parseShort(text) : valueBy(parseExactly, text);
}
