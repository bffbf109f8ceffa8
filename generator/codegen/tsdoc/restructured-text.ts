import { dedent, endOfIndented, indentOf, isBlank, type Block } from "./markdown.js";

/** The result of one parser step: the blocks, and the index of the next line. */
interface Step {
  readonly blocks: readonly Block[];
  readonly next: number;
}

/**
 * Parses the subset of reStructuredText that QAPI schemas use. There are no syntax errors: unknown constructs are
 * paragraphs.
 */
export function parseBlocks(text: readonly string[], depth = 0): readonly Block[] {
  const lines = dedent(text);
  // Each level copies the lines below it.
  if (depth > maxDepth) return literal(lines);
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at] ?? "")) {
      at++;
      continue;
    }
    const step = parseBlock(lines, at, depth);
    for (const block of step.blocks) blocks.push(block);
    at = step.next;
  }
  return joinLists(blocks);
}

/** Deeper blocks are rendered verbatim. QEMU's documentation has fewer than 5 levels. */
const maxDepth = 16;

const bullet = /^[-*+•](?:\s+|$)/;
const enumerator = /^(?:\(?(?:\d+|[a-zA-Z]|#)[.)])\s+/;

function parseBlock(lines: readonly string[], at: number, depth: number): Step {
  const line = lines[at] ?? "";
  if (indentOf(line) > 0) return parseNested(lines, at, depth);
  if (line.startsWith(".. ") || line === "..") return parseExplicit(lines, at, depth);
  if (line === "::") return parseLiteral(lines, at + 1);
  if (/^==[\s=]*$|^\+[-=+]+\+$/.test(line)) return parseTable(lines, at);
  const marker = bullet.exec(line) ?? enumerator.exec(line);
  if (marker !== null && !continues(lines, at)) return parseItem(lines, at, marker[0], depth);
  return parseParagraph(lines, at);
}

/** Whether the line starts with an enumerator only because a paragraph was wrapped there. */
function continues(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1] ?? "";
  const plain = !isBlank(next) && indentOf(next) === 0 && !bullet.test(next) && !enumerator.test(next);
  return plain && enumerator.test(lines[at] ?? "");
}

function parseNested(lines: readonly string[], at: number, depth: number): Step {
  const next = endOfIndented(lines, at, 0);
  return { blocks: parseBlocks(lines.slice(at, next), depth + 1), next };
}

function parseExplicit(lines: readonly string[], at: number, depth: number): Step {
  const next = endOfIndented(lines, at + 1, 0);
  return { blocks: parseDirective(lines[at] ?? "", lines.slice(at + 1, next), depth + 1), next };
}

function parseLiteral(lines: readonly string[], at: number): Step {
  const next = endOfIndented(lines, at, 0);
  const literal = dedent(lines.slice(at, next));
  return { blocks: literal.length === 0 ? [] : [{ kind: "literal", lines: literal }], next };
}

/** Tables are rendered verbatim, because their authors aligned them. */
function parseTable(lines: readonly string[], at: number): Step {
  let next = at + 1;
  while (next < lines.length && !isBlank(lines[next] ?? "")) next++;
  return { blocks: [{ kind: "literal", lines: lines.slice(at, next) }], next };
}

function parseItem(lines: readonly string[], at: number, marker: string, depth: number): Step {
  const next = endOfIndented(lines, at + 1, 0);
  const first = " ".repeat(marker.length) + (lines[at] ?? "").slice(marker.length);
  const item = parseBlocks([first, ...realigned(lines.slice(at + 1, next), marker.length)], depth + 1);
  return { blocks: [{ kind: "list", ordered: !bullet.test(marker), items: [item] }], next };
}

/** Aligns the continuation lines of an item with its first line, if they are off by at most two columns. */
function realigned(lines: readonly string[], indent: number): readonly string[] {
  const first = lines.find((line) => !isBlank(line));
  const shift = first === undefined ? 0 : indent - indentOf(first);
  if (shift === 0 || Math.abs(shift) > 2) return lines;
  return lines.map((line) =>
    shift > 0 ? " ".repeat(shift) + line : line.slice(Math.min(-shift, indentOf(line))),
  );
}

function parseParagraph(lines: readonly string[], at: number): Step {
  let next = at + 1;
  while (next < lines.length && isParagraphLine(lines[next] ?? "")) next++;
  const words = lines.slice(at, next).map((line) => line.trim());
  const text = words.join(" ");
  if (text.endsWith("::")) return literalAfter(text, lines, next);
  const rule = /^([=~^"'`-])\1{2,}$/;
  const heading = words.filter((each) => !rule.test(each)).join(" ");
  return { blocks: heading === "" ? [] : [{ kind: "paragraph", text: heading }], next };
}

function isParagraphLine(line: string): boolean {
  return !isBlank(line) && !/^[-*] /.test(line) && !line.startsWith(".. ");
}

function literalAfter(text: string, lines: readonly string[], next: number): Step {
  const lead = text.slice(0, -"::".length).trimEnd() + (text.endsWith(" ::") ? "" : ":");
  const literal = parseLiteral(lines, next);
  return { blocks: [{ kind: "paragraph", text: lead }, ...literal.blocks], next: literal.next };
}

/** Merges adjacent items into one list. */
function joinLists(blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  /** The items of the last block, if it is a list. */
  let items: (readonly Block[])[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === "list" && last?.kind === "list" && last.ordered === block.ordered) {
      for (const item of block.items) items.push(item);
    } else if (block.kind === "list") {
      items = [...block.items];
      joined.push({ ...block, items });
    } else joined.push(block);
  }
  return joined;
}

/**
 * Parses `.. name:: argument` and the lines indented below it. Targets and comments, which start with `..` too, are
 * not rendered.
 */
function parseDirective(line: string, body: readonly string[], depth: number): readonly Block[] {
  const match = /^\.\.\s+([\w-]+)::\s*(.*)$/.exec(line);
  if (match === null) return [];
  const [, name = "", argument = ""] = match;
  const { options, content } = takeOptions(body);
  return directive(name, argument, options, content, depth);
}

function directive(
  name: string,
  argument: string,
  options: ReadonlyMap<string, string>,
  content: readonly string[],
  depth: number,
): readonly Block[] {
  switch (name) {
    case "qmp-example": {
      const title = options.get("title");
      const blocks = options.has("annotated") ? parseBlocks(content, depth) : literal(content);
      return [{ kind: "titled", title: title === undefined ? "Example" : `Example: ${title}`, blocks }];
    }
    case "code-block":
    case "parsed-literal":
      return literal(content);
    case "note":
    case "warning":
    case "caution":
    case "important":
    case "tip":
    case "hint":
    case "attention":
    case "danger":
    case "error":
      return [
        { kind: "titled", title: capitalized(name), blocks: parseBlocks([argument, ...content], depth) },
      ];
    case "seealso":
      return [{ kind: "titled", title: "See also", blocks: parseBlocks([argument, ...content], depth) }];
    case "admonition":
      return [{ kind: "titled", title: argument, blocks: parseBlocks(content, depth) }];
    default:
      return parseBlocks([argument, ...content], depth);
  }
}

/** Splits the leading `:name: value` lines from a directive's body. */
function takeOptions(body: readonly string[]): {
  readonly options: ReadonlyMap<string, string>;
  readonly content: readonly string[];
} {
  const options = new Map<string, string>();
  let at = 0;
  for (; at < body.length; at++) {
    const match = /^\s*:([\w-]+):\s*(.*)$/.exec(body[at] ?? "");
    if (match === null) break;
    options.set(match[1] ?? "", match[2] ?? "");
  }
  return { options, content: dedent(body.slice(at)) };
}

function literal(lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? [] : [{ kind: "literal", lines: dedent(lines) }];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
