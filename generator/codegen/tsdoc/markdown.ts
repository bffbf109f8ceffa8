import { fenced, renderInline, type LinkTarget } from "./inline.js";

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
function paragraphs(...parts: readonly Lines[]): Lines {
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

/** The width of comment text: the print width minus indentation and asterisk. */
const width = 100;

/** Renders blocks as lines of Markdown, separated by empty lines. */
export function renderBlocks(
  blocks: readonly Block[],
  link: LinkTarget,
  room: number = width,
): readonly string[] {
  return paragraphs(...blocks.map((block) => renderBlock(block, link, room)));
}

function renderBlock(block: Block, link: LinkTarget, room: number): readonly string[] {
  switch (block.kind) {
    case "paragraph":
      return wrap(renderInline(block.text, link), room);
    case "literal":
      return fenced(block.lines);
    case "list":
      return block.items.flatMap((item, index) =>
        renderItem(item, block.ordered ? `${index + 1}. ` : "- ", link, room),
      );
    case "titled":
      return renderTitled(block.title, block.blocks, link, room);
  }
}

function renderItem(
  item: readonly Block[],
  marker: string,
  link: LinkTarget,
  room: number,
): readonly string[] {
  const lines = renderBlocks(item, link, room - marker.length);
  if (lines.length === 0) return [];
  return lines.map(
    (line, index) => (index === 0 ? marker : line === "" ? "" : " ".repeat(marker.length)) + line,
  );
}

function renderTitled(
  title: string,
  blocks: readonly Block[],
  link: LinkTarget,
  room: number,
): readonly string[] {
  const bold = `**${renderInline(title, link).join(" ")}:**`;
  const [first, ...rest] = blocks;
  if (first?.kind !== "paragraph") return [bold, "", ...renderBlocks(blocks, link, room)];
  const lead = wrap([bold, ...renderInline(first.text, link)], room);
  return rest.length === 0 ? lead : [...lead, "", ...renderBlocks(rest, link, room)];
}

/** Matches a piece that would start a list, heading or quotation at the start of a line. */
const structural = /^(?:[-+*#>=|~]|\d+[.)])/;

function wrap(pieces: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(escapeStart(piece));
    else if (last.length + 1 + piece.length > room && !structural.test(piece)) lines.push(piece);
    else lines[lines.length - 1] = `${last} ${piece}`;
  }
  return lines;
}

function escapeStart(piece: string): string {
  if (/^\d+[.)]$/.test(piece)) return piece.replace(/[.)]$/, (end) => `\\${end}`);
  return /^(?:[-+]$|[#>=|~])/.test(piece) ? `\\${piece}` : piece;
}
