import type { Documentation, DocumentationText, FreeFormDocumentation } from "../model/model.js";

/** The indentation of a description below its heading. */
const indentation = "    ";

/** The length of a line of documentation: 70 columns without `# `. */
export const textWidth = 68;

/** A part of a comment with the line at which the source had it. */
interface Piece {
  readonly line: number;
  readonly feature: boolean;
  readonly lines: readonly string[];
}

/** Prints the documentation comment of a definition in the format of the current documentation rules. */
export function documentationComment(documentation: Documentation): string {
  const lines = [`@${documentation.symbol}:`];
  let inFeatures = false;
  for (const piece of sortedPieces(documentation)) {
    if (piece.feature && !inFeatures) lines.push("", "Features:");
    inFeatures = piece.feature;
    lines.push("", ...piece.lines);
  }
  return comment(lines);
}

export function freeFormComment({ lines }: FreeFormDocumentation): string {
  // An "@" in the first column would start the documentation of a definition.
  return comment(lines[0]?.startsWith("@") ? indent(lines) : lines);
}

/** Sorts the parts by source line. Without positions, as in an imported schema, this order is used. */
function sortedPieces({ body, members, features, sections }: Documentation): Piece[] {
  const [overview, ...others] = body;
  const pieces = [
    ...(overview ? [piece(overview, bodyLines(overview.lines))] : []),
    ...members.map((item) => piece(item, withHeading(`@${item.name}:`, item.lines))),
    ...features.map((item) => piece(item, withHeading(`@${item.name}:`, item.lines), true)),
    ...sections.map((section) => piece(section, withHeading(`${section.tag}:`, section.lines))),
    ...others.map((text) => piece(text, text.lines)),
  ];
  return pieces.sort((a, b) => a.line - b.line);
}

function piece({ position }: DocumentationText, lines: readonly string[], feature = false): Piece {
  return { line: position.line, feature, lines };
}

const heading = /^(@\S+|Features|Returns|Errors|Since|TODO|Notes?|Examples?):/;

/** Text that looks like a heading can only come from an indented source. */
function bodyLines(lines: readonly string[]): readonly string[] {
  return lines.some((line) => heading.test(line)) ? indent(lines) : lines;
}

/** A description begins on the line of its heading unless it is a list or code, or does not fit. */
function withHeading(label: string, lines: readonly string[]): readonly string[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [label];
  const joined = `${label} ${first}`;
  const isText = !/^([ .]|[-*] |\d+\. )/.test(first) && !/^(Errors|Examples?):/.test(label);
  if (isText && joined.length <= textWidth && startsInFirstColumn(rest)) return [joined, ...indent(rest)];
  return [label, ...indent(lines)];
}

/** Otherwise the reader would remove the indentation that all following lines share. */
function startsInFirstColumn(lines: readonly string[]): boolean {
  return lines.length === 0 || lines.some((line) => /^\S/.test(line));
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : indentation + line));
}

function comment(lines: readonly string[]): string {
  return ["##", ...lines.map((line) => (line === "" ? "#" : `# ${line}`)), "##"].join("\n");
}

/** Breaks a sentence into lines. `reserved` columns are taken by the text around them. */
export function wrap(sentence: string, reserved = 0): string[] {
  const lines: string[] = [];
  // The second of two spaces belongs to the word before it.
  for (const word of sentence.split(/ (?! )/)) {
    const last = lines.at(-1);
    const joined = `${last ?? ""} ${word}`;
    if (last !== undefined && joined.length <= textWidth - reserved) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.map((line) => line.trimEnd());
}
