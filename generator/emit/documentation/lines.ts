export function isBlank(line: string): boolean {
  return line.trim() === "";
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Without the indentation that all lines share, and without blank lines at either end. */
export function dedent(lines: readonly string[]): readonly string[] {
  const filled = lines.filter((line) => !isBlank(line));
  const margin = Math.min(...filled.map(indentOf));
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return lines.slice(Math.max(first, 0), last + 1).map((line) => line.slice(margin).trimEnd());
}

/** Where the lines end, from `start`, that are blank or indented by more than `indent`. */
export function endOfIndented(lines: readonly string[], start: number, indent: number): number {
  let end = start;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    if (indentOf(line) <= indent) break;
    end = at + 1;
  }
  return end;
}
