const quote = 0x22;

/**
 * How many brackets a line of JSON opens more than it closes. A string cannot go on over the end of a line,
 * so every line begins outside of strings.
 */
export function depthOf(line: string): number {
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === quote) at = stringEnd(line, at);
  }
  return depth;
}

/** The place of the quote that ends the string begun at `start`; the end of the line where none does. */
function stringEnd(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === quote) return at;
    if (code === 0x5c) at++;
  }
  return line.length;
}
