import { printable } from "../../diagnostics/visible.js";
import { formatDiagnostic } from "../../diagnostics/format.js";
import type { Generation } from "../../generate.js";
import type { Changes } from "../../codegen/output/index.js";
import type { Target } from "../../config/target.js";
import type { Terminal } from "../terminal.js";

/** What is said of a run. */
export interface Reporting {
  readonly check: boolean;
  readonly quiet: boolean;
}

/** Tells what became of a target. */
export function report(
  target: Target,
  { diagnostics, sources, changes }: Generation,
  how: Reporting,
  terminal: Terminal,
): void {
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "error" || !how.quiet) terminal.error(formatDiagnostic(diagnostic, sources));
  }
  if (changes === undefined) return;
  for (const path of changes.foreign) {
    terminal.error(
      `${inFolder(target, path)}: is in the way and was not generated: move it, or choose another folder\n`,
    );
  }
  if (how.check)
    for (const line of due(changes)) terminal.error(`${inFolder(target, line.path)}: ${line.what}\n`);
  else if (!how.quiet) terminal.out(summary(target, changes));
}

function due(changes: Changes): readonly { readonly path: string; readonly what: string }[] {
  const lines = (paths: readonly string[], what: string): { path: string; what: string }[] =>
    paths.map((path) => ({ path, what }));
  return [
    ...lines(changes.missing, "is missing"),
    ...lines(changes.outdated, "is out of date"),
    ...lines(changes.superfluous, "is superfluous"),
  ];
}

function summary(target: Target, { missing, outdated, superfluous, unchanged }: Changes): string {
  const written = missing.length + outdated.length;
  return printable(
    `${target.out}: ${written} written, ${superfluous.length} removed, ${unchanged} unchanged\n`,
  );
}

function inFolder(target: Target, path: string): string {
  return printable(`${target.out}/${path}`);
}
