import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { formatDiagnostic, type DiagnosticSource } from "../diagnostics/format.js";
import type { Terminal } from "./terminal.js";

/** The maximum number of diagnostics, or of other lines about the input, that a command prints. */
const maxReported = 100;

/** Prints the first diagnostics to standard error, and the number of the others. */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly DiagnosticSource[],
  terminal: Terminal,
): void {
  // Errors come first, so that they are not among those that are left out.
  const ordered = severities.flatMap((severity) => diagnostics.filter((each) => each.severity === severity));
  for (const each of ordered.slice(0, maxReported)) terminal.error(formatDiagnostic(each, sources));
  for (const severity of severities) {
    const rest = ordered.slice(maxReported).filter((each) => each.severity === severity);
    printRest(rest.length, severity, terminal);
  }
}

const severities = ["error", "warning", "note"] as const;

/** Prints the first lines to standard error, and the number of the others. */
export function printLines(lines: readonly string[], what: string, terminal: Terminal): void {
  for (const line of lines.slice(0, maxReported)) terminal.error(`${line}\n`);
  printRest(lines.length - maxReported, what, terminal);
}

function printRest(count: number, what: string, terminal: Terminal): void {
  if (count > 0) terminal.error(`${count} more ${what}${count === 1 ? "" : "s"} not shown\n`);
}
