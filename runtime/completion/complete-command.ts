import { nameCaller, nameWaiter } from "../errors/caller-stack.js";
import { CompletionLostError, DisconnectedError } from "../errors/index.js";
import { sleep } from "../events/waiter.js";
import { memberAt } from "../json.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session } from "../session/session.js";
import type {
  Completion,
  CompletionOptions,
  CompletionPromise,
  Progress,
  ProgressSource,
} from "./completion.js";
import { jobProgress } from "./job.js";
import { CompletionRun } from "./run.js";
import { argumentsFor, selectedPart } from "./watch.js";

/**
 * Sends a command and waits for its completion. Connects to the events before it sends the command, so that none is
 * missed; when the promise settles, every connection and timer is released.
 * @returns a promise of what the command returned, which is also an iterable of the progress.
 * @throws CompletionFailedError if the server reports that the command failed
 * @throws CompletionTimeoutError after the timeout
 * @throws CompletionAbortedError when `signal` is aborted
 * @throws CompletionLostError if the session ends first. Errors of the command itself are those of `session.call`.
 */
export function completeCommand<R = unknown, P extends Protocol = AnyProtocol>(
  session: Session<P>,
  completion: Completion<P>,
  args?: object,
  options: CompletionOptions = {},
): CompletionPromise<R> {
  const run = new CompletionRun(session, completion, args, options);
  const result = nameWaiter(run.run() as Promise<R>, isSessionEnd);
  return Object.assign(result, {
    [Symbol.asyncIterator]: (): AsyncGenerator<Progress, undefined> => progressOf(run, completion, result),
  });
}

/** The end of the session may not be the first failure that the program meets. */
function isSessionEnd(error: unknown): boolean {
  return error instanceof CompletionLostError || error instanceof DisconnectedError;
}

/** The outcome of one of several commands; `item` identifies the command. */
type Outcome<T, R> =
  | { readonly item: T; readonly ok: true; readonly result: R }
  | { readonly item: T; readonly ok: false; readonly error: unknown };

/**
 * Completes several commands concurrently: `completeEach(ids, (id) => deviceDelAndWait(session, { id }))`. A command that
 * fails does not affect the others. Set a timeout for each, because the result waits for all.
 * @returns the outcomes in the order of the items. The promise never rejects.
 */
export function completeEach<T, R>(
  items: readonly T[],
  complete: (item: T) => PromiseLike<R>,
): Promise<readonly Outcome<T, R>[]> {
  return Promise.all(items.map((item) => outcomeOf(item, complete)));
}

async function outcomeOf<T, R>(item: T, complete: (item: T) => PromiseLike<R>): Promise<Outcome<T, R>> {
  try {
    return { item, ok: true, result: await complete(item) };
  } catch (error) {
    return { item, ok: false, error };
  }
}

const defaultInterval = 500;

/** Yields each reading that differs from the previous one, and the total when the command succeeds. */
async function* progressOf(
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
  // `ended` waits for the result too, so that the error names the caller only if it is captured here.
  await nameCaller(result);
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
