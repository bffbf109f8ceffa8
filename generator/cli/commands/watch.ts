import { isCurrent, type Changes } from "../../codegen/output/folder.js";
import { createPrinter, type Printer } from "../../codegen/printer.js";
import { generate, namedFiles } from "../../generate.js";
import { isExpectedError, reportError, type Terminal } from "../terminal.js";
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
      inputs = new Set(run.ok ? run.inputs : [...inputs, ...run.inputs]);
      watcher.update(inputs, start);
      return run;
    };
    const { changes } = await update();
    if (changes.every(isCurrent)) await warmUp(source, printer);
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
    const [target] = (await readTargets(source, silent)) ?? [];
    if (target !== undefined) await generate(target, printer, { check: true });
  } catch (error) {
    if (!isExpectedError(error)) throw error;
  }
}

interface Run {
  readonly ok: boolean;
  /** The files that the run read or tried to read. */
  readonly inputs: readonly string[];
  readonly outs: readonly string[];
  readonly changes: readonly Changes[];
}

async function runOnce(
  source: TargetSource,
  printer: Printer,
  quiet: boolean,
  terminal: Terminal,
): Promise<Run> {
  const inputs = source.kind === "config" ? [source.file] : [];
  const outs: string[] = [];
  const changes: Changes[] = [];
  const targets = await readTargets(source, terminal);
  let ok = targets !== undefined;
  for (const target of targets ?? []) {
    outs.push(target.out);
    try {
      inputs.push(...namedFiles(target));
      const generation = await generate(target, printer);
      inputs.push(...generation.inputs);
      reportDiagnostics(target, generation, quiet, terminal);
      if (generation.changes !== undefined) changes.push(generation.changes);
      ok &&= generation.changes?.foreign.length === 0;
    } catch (error) {
      // The other targets are generated and watched.
      reportError(error, terminal);
      ok = false;
    }
  }
  return { ok, inputs, outs, changes };
}

/** Formats the line of a run: `[14:03:21] src/qmp: 1 written, 0 removed, 97 unchanged (143 ms)`. */
function formatRun({ ok, outs, changes }: Run, milliseconds: number): string {
  const time = new Date().toTimeString().slice(0, 8);
  const [out = ""] = outs;
  const what = outs.length === 1 ? out : `${outs.length} targets`;
  const outcome = ok ? formatCounts(changes) : "failed, kept the last output";
  return `[${time}] ${outs.length === 0 ? "" : `${what}: `}${outcome} (${milliseconds} ms)`;
}
