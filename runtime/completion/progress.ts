import { sleep } from "../events/waiter.js";
import { memberAt } from "../json.js";
import type { Completion, Progress, ProgressSource } from "./completion.js";
import type { RequestOptions } from "../session/call-options.js";
import { argumentsFor, selectedPart } from "./conditions.js";
import { jobProgress } from "./job.js";
import type { CompletionRun } from "./run.js";

const defaultInterval = 500;

/** Yields each reading that differs from the previous one, and the total when the command succeeds. */
export async function* progressOf(
  run: CompletionRun,
  completion: Completion,
  result: Promise<unknown>,
): AsyncGenerator<Progress, undefined> {
  const source = completion.progress ?? (completion.job && jobProgress(completion.job));
  let last: Progress | undefined;
  const ended = result.catch(() => undefined);
  await Promise.race([run.replied, ended]);
  while (source !== undefined && !run.over.aborted) {
    const progress = await readProgress(run, source, last);
    if (progress !== undefined && !isEqual(progress, last)) yield (last = progress);
    await sleep(run.clock, source.interval ?? defaultInterval, run.over);
  }
  await result;
  if (last !== undefined && last.current !== last.total) yield { current: last.total, total: last.total };
  return undefined;
}

/** Returns undefined if the query fails, because a failed query only means that no progress is available. */
async function readProgress(
  run: CompletionRun,
  source: ProgressSource,
  previous: Progress | undefined,
): Promise<Progress | undefined> {
  try {
    const args = argumentsFor(source, run.args);
    const options: RequestOptions = { signal: run.over, isPoll: true };
    const reply = await run.session.call(source.command, args, options);
    return measure(selectedPart(reply, source, run.args), source, run, previous);
  } catch {
    return undefined;
  }
}

function measure(
  part: unknown,
  source: ProgressSource,
  run: CompletionRun,
  previous: Progress | undefined,
): Progress | undefined {
  const current = numberAt(part, source.current);
  if (source.towards !== undefined) return approach(current, toNumber(run.args[source.towards]), previous);
  const total = numberAt(part, source.total);
  const remaining = numberAt(part, source.remaining);
  const done = total !== undefined && remaining !== undefined ? total - remaining : current;
  return done === undefined || total === undefined ? undefined : { current: done, total };
}

/** Measures the distance to a target relative to the distance at the first reading. */
function approach(
  current: number | undefined,
  target: number | undefined,
  previous: Progress | undefined,
): Progress | undefined {
  if (current === undefined || target === undefined) return undefined;
  const remaining = Math.abs(target - current);
  const total = previous?.total ?? remaining;
  return { current: Math.max(0, total - remaining), total };
}

function numberAt(value: unknown, member: string | undefined): number | undefined {
  return member === undefined ? undefined : toNumber(memberAt(value, member));
}

/** Rounds integers beyond 2^53, because progress does not need them exactly. */
function toNumber(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function isEqual(one: Progress, other: Progress | undefined): boolean {
  return one.current === other?.current && one.total === other.total;
}
