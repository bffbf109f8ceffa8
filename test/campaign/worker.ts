import { parts } from "./parts.js";
import { Random, type Part } from "./part.js";

/** Asks the worker to run cases of a part until a time is over. */
export interface Order {
  readonly part: string;
  readonly from: number;
  readonly seed: number;
  /** In milliseconds. */
  readonly time: number;
  /** The number of cases that are run. Default: as many as fit. */
  readonly count?: number;
}

/** What the worker reports. */
export type Report =
  | { readonly kind: "begun"; readonly index: number }
  | { readonly kind: "finding"; readonly index: number; readonly text: string }
  | { readonly kind: "skipped"; readonly text: string }
  | { readonly kind: "done"; readonly next: number; readonly size: number | undefined };

/** The number of cases that run at a time: those of sessions and of a shared monitor mostly wait. */
function atOnce(part: string): number {
  if (part.startsWith("session")) return 16;
  if (part === "share") return 4;
  return /JSON|framing/.test(part) ? 500 : 1;
}

let current = 0;

function send(report: Report): void {
  process.send?.(report);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n  caused by ${describe(error.cause)}` : "";
  return (error.stack ?? error.message) + cause;
}

async function execute(part: Part, index: number, seed: number): Promise<void> {
  try {
    await part.run(index, new Random(seed * 1_000_003 + index));
  } catch (error) {
    send({ kind: "finding", index, text: describe(error) });
  }
}

async function work({ part: name, from, seed, time, count = Infinity }: Order): Promise<void> {
  const part = parts.find((each) => each.name === name);
  if (part === undefined) throw new Error(`there is no part ${name}`);
  const obstacle = await part.obstacle?.();
  if (obstacle !== undefined) {
    send({ kind: "skipped", text: obstacle });
    return;
  }
  const size = await part.size?.();
  const end = Math.min(size ?? Infinity, from + count);
  const until = performance.now() + time;
  let next = from;
  while (next < end && performance.now() < until) {
    current = next;
    send({ kind: "begun", index: next });
    const last = Math.min(end, next + atOnce(name));
    const batch: Promise<void>[] = [];
    for (; next < last; next++) batch.push(execute(part, next, seed));
    await Promise.all(batch);
  }
  await part.end?.();
  send({ kind: "done", next, size });
}

/** Runs as a child process, so that a case that crashes or hangs ends the child only. */
export function startWorker(): void {
  const crashed = (error: unknown): void => {
    send({ kind: "finding", index: current, text: `not caught: ${describe(error)}` });
  };
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  process.on("message", (order: Order) => void work(order).catch(crashed));
  process.on("disconnect", () => process.exit());
}
