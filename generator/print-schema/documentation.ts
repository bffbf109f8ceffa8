import type { Documentation, DocumentationText, FreeFormDocumentation } from "../model/documentation.js";

/** Descriptions stand this far in, below their heading. */
const indentation = "    ";

/** Lines of documentation have at most 70 columns, of which `# ` takes two. */
export const textWidth = 68;

/** What a comment consists of, each with where it stood, so that it comes out in the same order. */
interface Piece {
  readonly line: number;
  readonly feature: boolean;
  readonly lines: readonly string[];
}

/** The documentation comment of a definition, in the manner of today's documentation rules. */
export function documentationComment(documentation: Documentation): string {
  const lines = [`@${documentation.symbol}:`];
  let inFeatures = false;
  for (const piece of piecesInOrder(documentation)) {
    if (piece.feature && !inFeatures) lines.push("", "Features:");
    inFeatures = piece.feature;
    lines.push("", ...piece.lines);
  }
  return comment(lines);
}

export function freeFormComment({ lines }: FreeFormDocumentation): string {
  // An "@" in the first column would make it the documentation of a definition.
  return comment(lines[0]?.startsWith("@") ? indent(lines) : lines);
}

/**
 * A model that was read says where everything stood; in one that a program made, all may stand at the same
 * place, and then this is the order.
 */
function piecesInOrder({ body, members, features, sections }: Documentation): Piece[] {
  const [overview, ...others] = body;
  const pieces = [
    ...(overview ? [piece(overview, bodyLines(overview.lines))] : []),
    ...members.map((item) => piece(item, described(`@${item.name}:`, item.lines))),
    ...features.map((item) => piece(item, described(`@${item.name}:`, item.lines), true)),
    ...sections.map((section) => piece(section, described(`${section.tag}:`, section.lines))),
    ...others.map((text) => piece(text, text.lines)),
  ];
  return pieces.sort((a, b) => a.line - b.line);
}

function piece({ position }: DocumentationText, lines: readonly string[], feature = false): Piece {
  return { line: position.line, feature, lines };
}

const heading = /^(@\S+|Features|Returns|Errors|Since|TODO|Notes?|Examples?):/;

/** Text that happens to look like a heading was indented where it came from. */
function bodyLines(lines: readonly string[]): readonly string[] {
  return lines.some((line) => heading.test(line)) ? indent(lines) : lines;
}

/** The description begins beside its heading, if it can: lists, code and what would be too long begin below. */
function described(label: string, lines: readonly string[]): readonly string[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [label];
  const beside = `${label} ${first}`;
  const isText = !/^([ .]|[-*] |\d+\. )/.test(first) && !/^(Errors|Examples?):/.test(label);
  if (isText && beside.length <= textWidth && startsInFirstColumn(rest)) return [beside, ...indent(rest)];
  return [label, ...indent(lines)];
}

/** Else the lines below would lose what they are indented by when they are read without the first. */
function startsInFirstColumn(lines: readonly string[]): boolean {
  return lines.length === 0 || lines.some((line) => /^\S/.test(line));
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : indentation + line));
}

function comment(lines: readonly string[]): string {
  return ["##", ...lines.map((line) => (line === "" ? "#" : `# ${line}`)), "##"].join("\n");
}
