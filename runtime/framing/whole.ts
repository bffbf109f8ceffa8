const openBrace = 0x7b;
const closeBrace = 0x7d;
const carriageReturn = 0x0d;

/** Whether a line has the look of a whole object; JSON.parse has the last word. */
export function looksWhole(line: string): boolean {
  return line.charCodeAt(0) === openBrace && endsAt(line, lastOf(line, line.length));
}

/** Whether an object may end there. */
export function endsAt(text: string, last: number): boolean {
  return text.charCodeAt(last) === closeBrace;
}

/** The place of a line's last character, where the line ends before `end`. */
export function lastOf(text: string, end: number): number {
  return text.charCodeAt(end - 1) === carriageReturn ? end - 2 : end - 1;
}
