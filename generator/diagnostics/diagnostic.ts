import type { Position } from "../model/model.js";
import { codes, type DiagnosticCode } from "./codes.js";
import { escapeControls, quote } from "./escape.js";

/** An error, warning or note about the input. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  /**
   * The position of the name, key or value that the message is about. The line and the column are 0 if the message is about
   * the file, which cannot be read.
   */
  readonly position: Position;
  /** The definition that contains the position: `struct "Foo"`. */
  readonly definition?: string;
  /** The include directives that lead to the file, innermost first. `readSchema` adds them. */
  readonly includedFrom?: readonly Position[];
  /** How to correct the input. */
  readonly help?: string;
}

/** Returns the position of an offset in a file. */
export function positionAt(source: DiagnosticSource, offset: number): Position {
  const starts = lineStartsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: source.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** Compares positions in one file, for sorting. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** The value that a stage produces, with the diagnostics it reports. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Returns the diagnostic about a file that cannot be read. @param what - the content of the file, as `the schema`. */
export function unreadableFile(file: string, what: string, reason: string): Diagnostic {
  return {
    code: "unreadable-file",
    severity: "error",
    message: `cannot read ${what}: ${reason}`,
    position: { file, line: 0, column: 0 },
  };
}

/** Moves a diagnostic about a file that cannot be read to the position that names the file, if there is one. */
export function whereNamed(diagnostic: Diagnostic, positions: ReadonlyMap<string, Position>): Diagnostic {
  const { file } = diagnostic.position;
  const position = diagnostic.code === "unreadable-file" ? positions.get(file) : undefined;
  return position
    ? { ...diagnostic, message: `${diagnostic.message}: ${quote(file)}`, position }
    : diagnostic;
}

/**
 * Removes the text of the file from a diagnostic: it keeps the position and the meaning of its code. A schema can include
 * any file, and diagnostics are printed to logs that the owner of that file does not control.
 */
export function withoutText(diagnostic: Diagnostic): Diagnostic {
  const { code, severity, position } = diagnostic;
  if (code === "unreadable-file") return diagnostic;
  return {
    code,
    severity,
    message: codes[code],
    position,
    help: "the file is outside of the schema's folder, so its text is not shown; check the file itself to see more",
  };
}

/** An error that the user can correct. The command line prints its message without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";

  /** @param message - may quote a server or a file: control characters are escaped, except line ends. */
  constructor(message: string, options?: ErrorOptions) {
    super(escapeControls(message), options);
  }
}

/** A file that diagnostics refer to. */
export interface DiagnosticSource {
  /** The file's name in positions. */
  readonly file: string;
  readonly text: string;
  /** True if the text must not be shown. Default: false. */
  readonly isHidden?: boolean;
}

/**
 * Formats a diagnostic for a terminal. The first line is `FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE`. Below are the
 * definition, the include directives, the source line with a caret below the column, and the help text.
 */
export function formatDiagnostic(diagnostic: Diagnostic, sources: readonly DiagnosticSource[]): string {
  const { severity, code, message, position, definition, help, includedFrom = [] } = diagnostic;
  const lines = [
    `${where(position)}: ${severity} ${code}: ${message}`,
    ...(definition === undefined ? [] : [`  in ${definition}`]),
    ...includeLines(includedFrom),
    ...excerpt(position, sources),
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ];
  return lines.map((line) => `${escapeControls(line).replaceAll("\n", " ")}\n`).join("");
}

/** Returns `FILE:LINE:COLUMN`, or `FILE` if there is no line. */
export function where({ file, line, column }: Position): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/** The maximum number of include directives that are shown. */
const maxIncludes = 10;

function includeLines(includedFrom: readonly Position[]): readonly string[] {
  const lines = includedFrom.slice(0, maxIncludes).map((from) => `  included from ${where(from)}`);
  const more = includedFrom.length - lines.length;
  return more > 0 ? [...lines, `  and from ${more} more`] : lines;
}

/** The maximum number of characters of a source line that an excerpt shows. */
const maxExcerpt = 160;

/** The source line with its number, and a caret below the column. */
function excerpt({ file, line, column }: Position, sources: readonly DiagnosticSource[]): readonly string[] {
  const source = sources.find((each) => each.file === file);
  const start = Math.max(0, column - maxExcerpt / 2);
  const text = source === undefined || source.isHidden === true ? "" : lineAt(source, line);
  if (text.trim() === "") return [];
  const before = escapeLine(text.slice(start, column - 1));
  const gutter = String(line);
  return [
    `  ${gutter} | ${before}${escapeLine(text.slice(column - 1, start + maxExcerpt))}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(before.length)}^`,
  ];
}

/** Returns a line, which count from 1, without its line end. */
function lineAt(source: DiagnosticSource, line: number): string {
  const starts = lineStartsOf(source);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, starts[line]).replace(/\r?\n$/, "");
}

/** The offsets at which the lines of a source begin, so that many positions do not each search the text. */
const lineStarts = new WeakMap<DiagnosticSource, readonly number[]>();

function lineStartsOf(source: DiagnosticSource): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const { text } = source;
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  lineStarts.set(source, starts);
  return starts;
}

function escapeLine(text: string): string {
  return escapeControls(text.replaceAll("\t", "  "));
}
