import { memberAt } from "../json.js";
import type { Completion, ProgressSource } from "./completion.js";
import { partOf } from "./conditions.js";
import { jobProgress } from "./job.js";
import type { CompletionRun } from "./run.js";
import type { Progress } from "./waiting.js";

const defaultInterval = 500;

/** How far a run has got: each reading that differs from the one before it, and the whole at a good end. */
export async function* progressOf(
  run: CompletionRun,
  completion: Completion,
  result: Promise<unknown>,
): AsyncGenerator<Progress, undefined> {
  const source =
    completion.progress ?? (completion.job === undefined ? undefined : jobProgress(completion.job));
  const pauses = new Pauses(run, source?.interval ?? defaultInterval);
  const ended = result.then(pauses.end, pauses.end);
  let last: Progress | undefined;
  await Promise.race([run.begun.promise, ended]);
  while (source !== undefined && !run.over.aborted) {
    const now = await reading(run, source, last);
    if (now !== undefined && !equal(now, last)) yield (last = now);
    await pauses.next();
  }
  await result;
  if (last !== undefined && last.current !== last.total) yield { current: last.total, total: last.total };
  return undefined;
}

/** A reading that the server refuses is none: there is no progress to show, and nothing else is wrong. */
async function reading(
  run: CompletionRun,
  source: ProgressSource,
  before: Progress | undefined,
): Promise<Progress | undefined> {
  try {
    const answer = await run.session.call(source.command, undefined, { signal: run.over });
    return measure(partOf(answer, source, run.args), source, run, before);
  } catch {
    return undefined;
  }
}

function measure(
  part: unknown,
  source: ProgressSource,
  run: CompletionRun,
  before: Progress | undefined,
): Progress | undefined {
  const { current, remaining, total, towards } = source;
  const at = numberAt(part, current);
  if (towards !== undefined) return approach(at, numberOf(run.args[towards]), before);
  const whole = numberAt(part, total);
  const left = numberAt(part, remaining);
  const done = whole !== undefined && left !== undefined ? whole - left : at;
  return done === undefined || whole === undefined ? undefined : { current: done, total: whole };
}

/** The way to a target, from wherever the first reading was. */
function approach(
  at: number | undefined,
  target: number | undefined,
  before: Progress | undefined,
): Progress | undefined {
  if (at === undefined || target === undefined) return undefined;
  const left = Math.abs(target - at);
  const total = before?.total ?? left;
  return { current: Math.max(0, total - left), total };
}

function numberAt(value: unknown, member: string | undefined): number | undefined {
  return member === undefined ? undefined : numberOf(memberAt(value, member));
}

/** Bytes may be more than a number holds exactly; for a bar, nearly is enough. */
function numberOf(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function equal(one: Progress, other: Progress | undefined): boolean {
  return one.current === other?.current && one.total === other.total;
}

/** The times between two readings. None lasts longer than the run, on which nothing piles up meanwhile. */
class Pauses {
  readonly #run: CompletionRun;
  readonly #milliseconds: number;
  #wake: (() => void) | undefined;

  constructor(run: CompletionRun, milliseconds: number) {
    this.#run = run;
    this.#milliseconds = milliseconds;
  }

  next(): Promise<void> {
    if (this.#run.over.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#run.later(this.#milliseconds, resolve);
    });
  }

  readonly end = (): void => {
    this.#wake?.();
  };
}
