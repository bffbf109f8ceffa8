import { targetDefaults, type ImportExtension, type Target } from "../../config/target.js";
import { printDiagnostics } from "../report.js";
import { UsageError, type Terminal } from "../terminal.js";

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
  return {
    kind: "target",
    target: {
      ...{ schema, out: flags.out, defines: flags.define, reference: flags.reference },
      name: flags.name ?? targetDefaults.name,
      runtime: flags.runtime ?? targetDefaults.runtime,
      ...(flags.importExtension !== undefined && { importExtension: flags.importExtension }),
      ...(flags.annotations !== undefined && { annotations: flags.annotations }),
      ...(flags.devices !== undefined && { devices: flags.devices }),
      ...(flags.validators === true && { validators: true }),
    },
  };
}

/** Reads the targets; undefined if the config is invalid, after its diagnostics were printed. */
export async function readTargets(
  source: TargetSource,
  terminal: Terminal,
): Promise<readonly Target[] | undefined> {
  if (source.kind === "target") return [source.target];
  const { readConfig } = await import("../../config/read-config.js");
  const { targets, diagnostics, source: text } = await readConfig(source.file);
  printDiagnostics(diagnostics, [text], terminal);
  return diagnostics.length > 0 ? undefined : targets;
}
