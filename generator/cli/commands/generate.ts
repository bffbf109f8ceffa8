import { isCurrent } from "../../codegen/output/folder.js";
import { createPrinter } from "../../codegen/printer.js";
import type { Target } from "../../config/target.js";
import { generate, type Generation } from "../../generate.js";
import { exitCodes, reportError, type ExitCode, type Terminal } from "../terminal.js";
import {
  readTargets,
  reportChanges,
  reportDiagnostics,
  reportOutOfDate,
  type TargetFlags,
  targetSource,
} from "./generate-targets.js";

interface GenerateFlags extends TargetFlags {
  readonly check?: boolean | undefined;
  readonly watch?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Runs `qapi-ts generate`. */
export async function runGenerate(
  schema: string | undefined,
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const source = targetSource(schema, flags);
  if (flags.watch === true) {
    const { watchTargets } = await import("./watch.js");
    await watchTargets(source, { quiet: flags.quiet ?? false, signal: interruptSignal() }, terminal);
    return exitCodes.done;
  }
  const { targets, invalid } = await readTargets(source, terminal);
  return invalid > 0 ? exitCodes.found : await generateAll(targets, flags, terminal);
}

/** Generates the targets one after the other. They share a printer, because it is slow to load. */
export async function generateAll(
  targets: readonly Target[],
  { check = false, quiet = false }: Pick<GenerateFlags, "check" | "quiet">,
  terminal: Terminal,
): Promise<ExitCode> {
  const printer = createPrinter();
  try {
    let exitCode: ExitCode = exitCodes.done;
    for (const target of targets) {
      try {
        const generation = await generate(target, printer, { check });
        reportDiagnostics(target, generation, quiet, terminal);
        if (check) reportOutOfDate(target, generation, terminal);
        else if (!quiet) reportChanges(target, generation, terminal);
        if (!isSuccess(generation, check)) exitCode = worse(exitCode, exitCodes.found);
      } catch (error) {
        // The other targets are generated.
        exitCode = worse(exitCode, reportError(error, terminal));
      }
    }
    return exitCode;
  } finally {
    await printer.close();
  }
}

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}

function isSuccess({ changes }: Generation, check: boolean): boolean {
  if (changes === undefined) return false;
  return check ? isCurrent(changes) : changes.foreign.length === 0;
}

/** Aborts on the first SIGINT or SIGTERM. The second one ends the process. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}
