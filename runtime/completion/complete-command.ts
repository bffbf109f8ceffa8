import type { Session } from "../session/session.js";
import type { Completion } from "./completion.js";
import { progressOf } from "./progress.js";
import { CompletionRun } from "./run.js";
import type { Completing, Progress, CompletionOptions } from "./waiting.js";

/**
 * Sends a command, and waits until it is really complete, as its completion says. The events are listened to
 * before the command is sent, so that none is missed.
 * @returns a promise of what the command returned, which is also the progress until then.
 * @throws (as rejections) what `call` throws, where the command was refused or never sent; CompletionFailedError, the
 * server told that it failed; CompletionTimeoutError; CompletionAbortedError; CompletionLostError, the session
 * ended. Nothing is left listening, whichever it is.
 */
export function completeCommand<R = unknown>(
  session: Session,
  completion: Completion,
  args?: object,
  options: CompletionOptions = {},
): Completing<R> {
  const run = new CompletionRun(session, completion, args, options);
  const result = run.run() as Promise<R>;
  return Object.assign(result, {
    [Symbol.asyncIterator]: (): AsyncGenerator<Progress, undefined> => progressOf(run, completion, result),
  });
}
