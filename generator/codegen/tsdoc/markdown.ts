import { paragraphs, type Block } from "./blocks.js";
import { longestFence, plainCode, renderInline, type LinkTarget } from "./inline.js";

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

/** Renders a code block. The fence is longer than any run of backticks in the code. */
function fenced(lines: readonly string[]): readonly string[] {
  const longest = lines.reduce((length, line) => Math.max(length, longestFence(line)), 0);
  const fence = "`".repeat(Math.max(3, 1 + longest));
  return [`${fence}text`, ...lines.map(plainCode), fence];
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
