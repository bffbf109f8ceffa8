import type { Position } from "../model/position.js";
import type { Diagnostic } from "./diagnostic.js";
import { printable } from "./visible.js";

/** A file that diagnostics are about. */
export interface DiagnosticSource {
  /** As positions call it. */
  readonly file: string;
  readonly text: string;
}

/**
 * A diagnostic for a terminal, its first line `FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE`; below it what it is in, how
 * its file came to be read, the line itself with a caret under the place, and what to do.
 */
export function formatDiagnostic(diagnostic: Diagnostic, sources: readonly DiagnosticSource[]): string {
  const { severity, code, message, position, definition, help, includedFrom = [] } = diagnostic;
  const lines = [
    `${where(position)}: ${severity} ${code}: ${message}`,
    ...(definition === undefined ? [] : [`  in ${definition}`]),
    ...includedFrom.map((from) => `  included from ${where(from)}`),
    ...excerpt(diagnostic.at ?? position, sources),
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ];
  return lines.map((line) => `${printable(line).replaceAll("\n", " ")}\n`).join("");
}

function where({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

const widest = 160;

/** The line at a position, with its number, and a caret under its column. */
function excerpt({ file, line, column }: Position, sources: readonly DiagnosticSource[]): readonly string[] {
  const text = sources.find((source) => source.file === file)?.text.split(/\r?\n/)[line - 1];
  if (text === undefined || text.trim() === "") return [];
  // Of a very long line, what stands around the place.
  const start = Math.max(0, column - widest / 2);
  const before = shown(text.slice(start, column - 1));
  const gutter = String(line);
  return [
    `  ${gutter} | ${before}${shown(text.slice(column - 1, start + widest))}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(before.length)}^`,
  ];
}

function shown(text: string): string {
  return printable(text.replaceAll("\t", "  "));
}
