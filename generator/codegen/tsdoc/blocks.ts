/** A block of documentation: the intermediate form between reStructuredText and Markdown. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "literal"; readonly lines: readonly string[] }
  /** A note, warning or example with a bold title. */
  | { readonly kind: "titled"; readonly title: string; readonly blocks: readonly Block[] };

/** The lines of a comment. */
export type Lines = readonly string[];

/** Joins blocks of lines with empty lines between them. Empty blocks are omitted. */
export function paragraphs(...parts: readonly Lines[]): Lines {
  const lines: string[] = [];
  for (const part of parts) {
    if (part.length > 0 && lines.length > 0) lines.push("");
    for (const line of part) lines.push(line);
  }
  return lines;
}

export function isBlank(line: string): boolean {
  return line.trim() === "";
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Removes the common indentation, and empty lines at the start and end. */
export function dedent(lines: readonly string[]): readonly string[] {
  let margin = Infinity;
  let first = -1;
  let last = -1;
  lines.forEach((line, index) => {
    if (isBlank(line)) return;
    margin = Math.min(margin, indentOf(line));
    if (first === -1) first = index;
    last = index;
  });
  return lines.slice(Math.max(first, 0), last + 1).map((line) => line.slice(margin).trimEnd());
}

/** Returns the index after the last line, from `start`, of those that are blank or indented by more than `indent`. */
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
