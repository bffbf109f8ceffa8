import type { Changes } from "../../codegen/output/index.js";
import type { Target } from "../../config/target.js";
import type { Generation } from "../../generate.js";
import { printDiagnostics, printLines } from "../report.js";
import type { Terminal } from "../terminal.js";

/** Prints what is wrong with the schema, and the files that block the output. */
export function reportDiagnostics(
  target: Target,
  { diagnostics, sources, changes }: Generation,
  quiet: boolean,
  terminal: Terminal,
): void {
  printDiagnostics(
    diagnostics.filter(({ severity }) => severity === "error" || !quiet),
    sources,
    terminal,
  );
  const foreign = changes?.foreign ?? [];
  printLines(
    foreign.map(
      (path) => `${inFolder(target, path)}: exists and was not generated. Move it or choose another folder.`,
    ),
    "file",
    terminal,
  );
}

/** Prints the files that `generate` would write or remove. */
export function reportOutOfDate(target: Target, { changes }: Generation, terminal: Terminal): void {
  const { missing = [], outdated = [], superfluous = [] } = changes ?? {};
  const lines = [
    ...missing.map((path) => `${inFolder(target, path)}: is missing`),
    ...outdated.map((path) => `${inFolder(target, path)}: is out of date`),
    ...superfluous.map((path) => `${inFolder(target, path)}: is not needed`),
  ];
  printLines(lines, "file", terminal);
}

/** Prints how many files were written, unless the schema is invalid. */
export function reportChanges({ out }: Target, { changes }: Generation, terminal: Terminal): void {
  if (changes !== undefined) terminal.out(`${out}: ${formatCounts([changes])}\n`);
}

export function formatCounts(changes: readonly Changes[]): string {
  const sum = (count: (each: Changes) => number): number =>
    changes.map(count).reduce((total, each) => total + each, 0);
  const written = sum(({ missing, outdated }) => missing.length + outdated.length);
  const removed = sum(({ superfluous }) => superfluous.length);
  return `${written} written, ${removed} removed, ${sum(({ unchanged }) => unchanged)} unchanged`;
}

function inFolder(target: Target, path: string): string {
  return `${target.out}/${path}`;
}
