/**
 * Sixteen digits in a row: an integer that `number` may have to round. Written out, because a literal run is
 * searched much faster than a counted one, and nearly every message is searched in vain.
 */
const longRun = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;

/** Whether there may be an integer in the text that `number` cannot hold. */
export function mayHaveLongIntegers(text: string): boolean {
  return longRun.test(text);
}

/** The value of a JSON text that is known to have no such integer; undefined when it is none. */
export function parseShort(text: string): unknown {
  return valueBy(JSON.parse, text);
}

/** What a parser makes of a text; undefined where it says that there is nothing to be made of it. */
export function valueBy(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
