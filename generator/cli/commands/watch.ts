import { isCurrent, type Changes } from "../../codegen/output/folder.js";
import { createPrinter, type Printer } from "../../codegen/printer.js";
import { generate, namedFiles } from "../../generate.js";
import { reportError, type Terminal } from "../terminal.js";
import { FileWatcher } from "./file-watcher.js";
import { formatCounts, readTargets, reportDiagnostics, type TargetSource } from "./generate-targets.js";

interface WatchOptions {
  /** Prints errors only. */
  readonly quiet: boolean;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Generates the targets, and generates them again after each change of an input, until the signal aborts. Invalid input
 * keeps the last output.
 */
export async function watchTargets(
  source: TargetSource,
  { quiet, signal }: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const printer = createPrinter();
  const watcher = new FileWatcher();
  signal.addEventListener("abort", () => watcher.close());
  try {
    if (!quiet) terminal.out("Watching for changes. Press Ctrl+C to stop.\n");
    let inputs: ReadonlySet<string> = new Set();
    const update = async (): Promise<Run> => {
      const start = Date.now();
      const run = await runOnce(source, printer, quiet, terminal);
      if (!quiet) terminal.out(`${formatRun(run, Date.now() - start)}\n`);
      // A failed run may not have reached all inputs of the previous one.
      inputs = new Set(run.failed === 0 ? run.inputs : [...inputs, ...run.inputs]);
      watcher.update(inputs, start);
      return run;
    };
    const { failed, changes } = await update();
    if (failed === 0 && changes.every(isCurrent)) await warmUp(source, printer);
    while (await watcher.nextChange()) await update();
  } finally {
    watcher.close();
    await printer.close();
  }
}

/**
 * Generates the first target without the cache of the last run and without writing. If nothing was out of date, the
 * first change would otherwise wait a second for packages to load and compile.
 */
async function warmUp(source: TargetSource, printer: Printer): Promise<void> {
  const silent: Terminal = { out: () => undefined, error: () => undefined };
  try {
    const [target] = (await readTargets(source, silent)).targets;
    if (target !== undefined) await generate(target, printer, { check: true });
  } catch {
    // The run that a change starts reports it.
  }
}

interface Run {
  readonly failed: number;
  /** The files that the run read or tried to read. */
  readonly inputs: readonly string[];
  /** The output folders of the targets that could be read from the config. */
  readonly outs: readonly string[];
  readonly changes: readonly Changes[];
}

/** Generates every target that is valid. The others are reported, and keep their last output. */
async function runOnce(
  source: TargetSource,
  printer: Printer,
  quiet: boolean,
  terminal: Terminal,
): Promise<Run> {
  const inputs = source.kind === "config" ? [source.file] : [];
  const outs: string[] = [];
  const changes: Changes[] = [];
  let failed = 0;
  try {
    const { targets, invalid } = await readTargets(source, terminal);
    failed = invalid;
    for (const target of targets) {
      outs.push(target.out);
      try {
        inputs.push(...namedFiles(target));
        const generation = await generate(target, printer);
        inputs.push(...generation.inputs);
        reportDiagnostics(target, generation, quiet, terminal);
        if (generation.changes?.foreign.length === 0) changes.push(generation.changes);
        else failed++;
      } catch (error) {
        reportError(error, terminal);
        failed++;
      }
    }
  } catch (error) {
    reportError(error, terminal);
    failed++;
  }
  return { failed, inputs, outs, changes };
}

/** Formats the line of a run: `[14:03:21] src/qmp: 1 written, 0 removed, 97 unchanged (143 ms)`. */
function formatRun({ failed, outs, changes }: Run, milliseconds: number): string {
  const time = new Date().toTimeString().slice(0, 8);
  const total = failed + changes.length;
  const [out] = outs;
  const what = total > 1 ? `${total} targets: ` : out === undefined ? "" : `${out}: `;
  const failure =
    changes.length === 0 ? "failed, kept the last output" : `${failed} failed, kept the last output`;
  const outcome = [...(changes.length > 0 ? [formatCounts(changes)] : []), ...(failed > 0 ? [failure] : [])];
  return `[${time}] ${what}${outcome.join("; ")} (${milliseconds} ms)`;
}
