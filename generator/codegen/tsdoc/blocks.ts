/** The blocks that reStructuredText and Markdown both have: what documentation is made of between the two. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "literal"; readonly lines: readonly string[] }
  /** A note, a warning, an example: a title in bold, and what it is about. */
  | { readonly kind: "titled"; readonly title: string; readonly blocks: readonly Block[] };

/** A comment's content, line by line; paragraphs that are Markdown already, and block tags. */
export type Lines = readonly string[];

/** Paragraphs one after the other, with a blank line between; empty ones are left out. */
export function paragraphs(...parts: readonly Lines[]): Lines {
  const lines: string[] = [];
  for (const part of parts) {
    if (part.length > 0 && lines.length > 0) lines.push("");
    lines.push(...part);
  }
  return lines;
}

export function isBlank(line: string): boolean {
  return line.trim() === "";
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Without the indentation that all lines share, and without blank lines at either end. */
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
