import type { Position } from "../model/position.js";
import type { Diagnostic } from "./diagnostic.js";
import { escapeControls } from "./escape.js";

/** A file that diagnostics refer to. */
export interface DiagnosticSource {
  /** The file's name in positions. */
  readonly file: string;
  readonly text: string;
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
    ...includedFrom.map((from) => `  included from ${where(from)}`),
    ...excerpt(position, sources),
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ];
  return lines.map((line) => `${escapeControls(line).replaceAll("\n", " ")}\n`).join("");
}

function where({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** The maximum number of characters of a source line that an excerpt shows. */
const maxExcerpt = 160;

/** The source line with its number, and a caret below the column. */
function excerpt({ file, line, column }: Position, sources: readonly DiagnosticSource[]): readonly string[] {
  const text = sources.find((source) => source.file === file)?.text.split(/\r?\n/)[line - 1];
  if (text === undefined || text.trim() === "") return [];
  const start = Math.max(0, column - maxExcerpt / 2);
  const before = escapeLine(text.slice(start, column - 1));
  const gutter = String(line);
  return [
    `  ${gutter} | ${before}${escapeLine(text.slice(column - 1, start + maxExcerpt))}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(before.length)}^`,
  ];
}

function escapeLine(text: string): string {
  return escapeControls(text.replaceAll("\t", "  "));
}
