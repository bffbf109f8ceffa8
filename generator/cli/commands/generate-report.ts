import type { Changes } from "../../codegen/output/index.js";
import type { Target } from "../../config/target.js";
import { formatDiagnostic } from "../../diagnostics/format.js";
import { escapeControls } from "../../diagnostics/escape.js";
import type { Generation } from "../../generate.js";
import type { Terminal } from "../terminal.js";

/** Prints what is wrong with the schema, and the files that block the output. */
export function reportDiagnostics(
  target: Target,
  { diagnostics, sources, changes }: Generation,
  quiet: boolean,
  terminal: Terminal,
): void {
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "error" || !quiet) terminal.error(formatDiagnostic(diagnostic, sources));
  }
  for (const path of changes?.foreign ?? []) {
    terminal.error(
      `${inFolder(target, path)}: exists and was not generated. Move it or choose another folder.\n`,
    );
  }
}

/** Prints the files that `generate` would write or remove. */
export function reportOutOfDate(target: Target, { changes }: Generation, terminal: Terminal): void {
  const report = (paths: readonly string[], state: string): void => {
    for (const path of paths) terminal.error(`${inFolder(target, path)}: ${state}\n`);
  };
  report(changes?.missing ?? [], "is missing");
  report(changes?.outdated ?? [], "is out of date");
  report(changes?.superfluous ?? [], "is not needed");
}

/** Prints how many files were written, unless the schema is invalid. */
export function reportChanges({ out }: Target, { changes }: Generation, terminal: Terminal): void {
  if (changes !== undefined) terminal.out(`${escapeControls(out)}: ${formatCounts([changes])}\n`);
}

export function formatCounts(changes: readonly Changes[]): string {
  const sum = (count: (each: Changes) => number): number =>
    changes.map(count).reduce((total, each) => total + each, 0);
  const written = sum(({ missing, outdated }) => missing.length + outdated.length);
  const removed = sum(({ superfluous }) => superfluous.length);
  return `${written} written, ${removed} removed, ${sum(({ unchanged }) => unchanged)} unchanged`;
}

function inFolder(target: Target, path: string): string {
  return escapeControls(`${target.out}/${path}`);
}
