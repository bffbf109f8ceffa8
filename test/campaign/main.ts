import { fork, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { parts } from "./parts.js";
import { comparePeers, startPeer } from "./peers.js";
import { startWorker, type Order, type Report } from "./worker.js";

// Attacks the library with generated input until a time is over, and prints a table. A finding has the number of its case,
// which `--only PART --case N --seed S` runs again. Exits with 1 if there is a finding.
// Usage: campaign [--minutes N] [--seed N] [--only PART] [--case N] [--state FILE] [--fresh]
//        campaign --peers [--stride N], which compares with other clients

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    case: { type: "string" },
    state: { type: "string", default: "dist/campaign/state.json" },
    fresh: { type: "boolean", default: false },
    peers: { type: "boolean", default: false },
    stride: { type: "string", default: "1" },
    // Of child processes.
    worker: { type: "boolean", default: false },
    peer: { type: "string" },
  },
});

/** What has been run of a part, with one seed. */
interface Progress {
  next: number;
  cases: number;
  milliseconds: number;
  findings: string[];
  /** The size of a part that is enumerated. */
  size?: number | undefined;
  skipped?: string;
}

/** The longest time without a report of the worker, in milliseconds. */
const silence = 60_000;

/** Runs cases in a child process. @returns false if the process ended or was silent. */
function run(order: Order, progress: Progress): Promise<void> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(process.argv[1] ?? "", ["--worker"], { execArgv: process.execArgv });
    let current = order.from;
    let timer: NodeJS.Timeout;
    const finish = (text?: string): void => {
      clearTimeout(timer);
      if (text !== undefined) progress.findings.push(`case ${current}: ${text}`);
      if (text !== undefined) progress.next = current + 1;
      child.removeAllListeners();
      child.kill("SIGKILL");
      resolve();
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(finish, silence, `no progress within ${silence} ms`);
    };
    child.on("exit", (code, signal) => {
      finish(`the process ended with ${String(code ?? signal)}`);
    });
    child.on("message", (report: Report) => {
      watch();
      if (report.kind === "begun") current = report.index;
      else if (report.kind === "finding") progress.findings.push(`case ${report.index}: ${report.text}`);
      else if (report.kind === "skipped") {
        progress.skipped = report.text;
        finish();
      } else {
        progress.cases += report.next - order.from;
        progress.next = report.next;
        progress.size = report.size;
        finish();
      }
    });
    watch();
    child.send(order);
  });
}

const isComplete = ({ next, size, skipped }: Progress): boolean =>
  skipped !== undefined || (size !== undefined && next >= size);

function table(state: ReadonlyMap<string, Progress>): string {
  const rows = parts.flatMap(({ name, unit }) => {
    const { cases, milliseconds, findings, size, skipped } = state.get(name) ?? {};
    if (cases === undefined) return [];
    const what =
      skipped === undefined
        ? `${cases}${size === undefined ? "" : ` of ${size}`} ${unit}`
        : `skipped: ${skipped}`;
    return [[name, what, `${Math.round((milliseconds ?? 0) / 1000)} s`, String(findings?.length ?? 0)]];
  });
  const all = [["part", "cases", "time", "findings"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function read(path: string, seed: number): Map<string, Progress> {
  if (options.fresh || options.case !== undefined || !existsSync(path)) return new Map();
  const { seed: ofState, parts: saved } = JSON.parse(readFileSync(path, "utf8")) as {
    seed: number;
    parts: Record<string, Progress>;
  };
  if (ofState !== seed) return new Map();
  console.log(`resumes from ${path}`);
  return new Map(Object.entries(saved));
}

/** Runs the parts in turn, in slices, until the time is over or all are complete. */
async function campaign(): Promise<boolean> {
  const seed = Number(options.seed);
  const until = performance.now() + Number(options.minutes) * 60_000;
  const chosen = parts.filter(({ name }) => options.only === undefined || name.includes(options.only));
  if (chosen.length === 0) throw new Error(`no part is called ${options.only ?? ""}`);
  const state = read(options.state, seed);
  for (const { name } of chosen) {
    if (!state.has(name)) state.set(name, { next: 0, cases: 0, milliseconds: 0, findings: [] });
  }
  const slice = Math.min(60_000, (Number(options.minutes) * 60_000) / chosen.length);
  for (let pending = chosen; pending.length > 0 && performance.now() < until;) {
    for (const { name } of pending) {
      const progress = state.get(name);
      if (progress === undefined || isComplete(progress) || performance.now() >= until) continue;
      const before = performance.now();
      const one = options.case === undefined ? {} : { from: Number(options.case), count: 1 };
      const time = Math.min(slice, until - before);
      await run({ part: name, from: progress.next, seed, time, ...one }, progress);
      progress.milliseconds += performance.now() - before;
      if (options.case !== undefined) return report(state);
      mkdirSync(dirname(options.state), { recursive: true });
      writeFileSync(options.state, JSON.stringify({ seed, parts: Object.fromEntries(state) }));
    }
    pending = pending.filter(
      ({ name }) => !isComplete(state.get(name) ?? { next: 0, cases: 0, milliseconds: 0, findings: [] }),
    );
  }
  return report(state);
}

/** Prints the table. @returns whether there are no findings. */
function report(state: ReadonlyMap<string, Progress>): boolean {
  let clean = true;
  for (const [name, { findings }] of state) {
    for (const text of findings.slice(0, 5)) console.log(`FOUND in ${name}, seed ${options.seed}, ${text}\n`);
    if (findings.length > 0) clean = false;
  }
  console.log(
    `campaign of ${new Date().toISOString().slice(0, 10)}, seed ${options.seed}, Node ${process.version}`,
  );
  console.log(table(state));
  return clean;
}

if (options.worker) startWorker();
else if (options.peer !== undefined) startPeer(options.peer);
else if (options.peers) await comparePeers(Number(options.stride));
else process.exitCode = (await campaign()) ? 0 : 1;
