import type { Changes } from "../../codegen/output/folder.js";
import { type ImportExtension, type Target, targetDefaults } from "../../config/target.js";
import type { Generation } from "../../generate.js";
import { printDiagnostics, printLines, type Terminal, UsageError } from "../terminal.js";

export interface TargetFlags {
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly runtime?: string | undefined;
  readonly importExtension?: ImportExtension | undefined;
  readonly reference?: string | undefined;
  readonly annotations?: string | undefined;
  readonly devices?: string | undefined;
  readonly define?: readonly string[] | undefined;
  readonly validators?: boolean | undefined;
  readonly config?: string | undefined;
}

/** The targets of a run: one from the command line, or those of a config file, which each run reads again. */
export type TargetSource =
  { readonly kind: "target"; readonly target: Target } | { readonly kind: "config"; readonly file: string };

/** @throws UsageError if the flags do not describe a target or a config. */
export function targetSource(schema: string | undefined, flags: TargetFlags): TargetSource {
  if (flags.config !== undefined) {
    if (schema !== undefined)
      throw new UsageError("--config cannot be used with a schema. Remove one of them.");
    return { kind: "config", file: flags.config };
  }
  if (schema === undefined) throw new UsageError("Missing schema. Name its file, or a config with --config.");
  if (flags.out === undefined) throw new UsageError("Missing --out. Name the output folder.");
  return { kind: "target", target: targetOf(schema, flags.out, flags) };
}

/** Returns the target that the flags describe, apart from `out` and `config`. */
export function targetOf(schema: string, out: string, flags: Omit<TargetFlags, "out" | "config">): Target {
  return {
    schema,
    out,
    defines: flags.define,
    reference: flags.reference,
    name: flags.name ?? targetDefaults.name,
    runtime: flags.runtime ?? targetDefaults.runtime,
    ...(flags.importExtension !== undefined && { importExtension: flags.importExtension }),
    ...(flags.annotations !== undefined && { annotations: flags.annotations }),
    ...(flags.devices !== undefined && { devices: flags.devices }),
    ...(flags.validators === true && { validators: true }),
  };
}

interface TargetsReading {
  /** The valid targets. */
  readonly targets: readonly Target[];
  /** The number of the others, or 1 for a config whose targets cannot be read. */
  readonly invalid: number;
}

/** Reads the targets. Prints the diagnostics of the config. */
export async function readTargets(source: TargetSource, terminal: Terminal): Promise<TargetsReading> {
  if (source.kind === "target") return { targets: [source.target], invalid: 0 };
  const { readConfig } = await import("../../config/read-config.js");
  const { valid, invalid, diagnostics, source: text } = await readConfig(source.file);
  printDiagnostics(diagnostics, [text], terminal);
  return { targets: valid, invalid };
}

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
