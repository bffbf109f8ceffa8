import { nameWaiter } from "../errors/caller.js";
import { CompletionLostError, DisconnectedError } from "../errors/index.js";
import type { Session } from "../session/session.js";
import type { Completion, CompletionOptions, CompletionPromise, Progress } from "./completion.js";
import { progressOf } from "./progress.js";
import { CompletionRun } from "./run.js";

/**
 * Sends a command and waits for its completion. Connects to the events before it sends the command, so that none is
 * missed; when the promise settles, every connection and timer is released.
 * @returns a promise of what the command returned, which is also an iterable of the progress.
 * @throws {CompletionFailedError} if the server reports that the command failed
 * @throws {CompletionTimeoutError} after the timeout
 * @throws {CompletionAbortedError} when `signal` is aborted
 * @throws {CompletionLostError} if the session ends first. Errors of the command itself are those of `session.call`.
 */
export function completeCommand<R = unknown>(
  session: Session,
  completion: Completion,
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
export type Outcome<T, R> =
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
