import type { Position } from "../model/position.js";
import type { Diagnostic } from "./diagnostic.js";
import { printable } from "./visible.js";

/** A file that diagnostics are about. */
export interface DiagnosticSource {
  /** As positions call it. */
  readonly file: string;
  readonly text: string;
}

/** A diagnostic for a terminal: how its file came to be read, what is wrong, the line, and a caret below. */
export function formatDiagnostic(diagnostic: Diagnostic, sources: readonly DiagnosticSource[]): string {
  const { severity, code, message, definition, help, includedFrom = [] } = diagnostic;
  const place = diagnostic.at ?? diagnostic.position;
  const lines = [
    ...[...includedFrom].reverse().map((position) => `In file included from ${where(position)}:`),
    `${where(place)}: ${severity} ${code}: ${message}`,
    ...excerpt(place, sources),
    ...(definition === undefined ? [] : [`  in ${definition}`]),
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join("");
}

function where({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** The line at a position, and a caret under its column; tabs stay, so that both are indented alike. */
function excerpt({ file, line, column }: Position, sources: readonly DiagnosticSource[]): readonly string[] {
  const text = sources.find((source) => source.file === file)?.text.split(/\r?\n/)[line - 1];
  if (text === undefined || text.trim() === "") return [];
  const before = printable(text.slice(0, column - 1).replaceAll("\t", "  "));
  return [`  ${text.replaceAll("\t", "  ")}`, `  ${" ".repeat(before.length)}^`];
}
