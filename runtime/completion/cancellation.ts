import { ArgumentsError, QapiError } from "../errors/index.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session } from "../session/session.js";
import type { CommandTemplate, Completion, CompletionOptions, JobCompletion } from "./completion.js";
import { argumentsFor, type Arguments } from "./conditions.js";

/**
 * The command that cancels a completion's operation, if the caller sets `cancel`.
 * @throws {ArgumentsError} if the operation cannot be cancelled.
 */
export function cancellationOf(
  { command, cancel, job }: Completion,
  options: CompletionOptions,
): CommandTemplate | undefined {
  if (options.cancel !== true) return undefined;
  const cancellation = cancel ?? (job && jobCancel(job));
  if (cancellation !== undefined) return cancellation;
  throw new ArgumentsError(`${command} cannot be cancelled: remove the option 'cancel'`, { command });
}

/** Unlike `block-job-cancel` without `force`, `job-cancel` also cancels a mirror that is ready, instead of completing it. */
function jobCancel({ id }: JobCompletion): CommandTemplate {
  return { command: "job-cancel", arguments: { id: { argument: id } } };
}

/**
 * Sends the command that cancels another one, unless that one was not sent (a call that was aborted in the queue leaves
 * nothing to cancel) or the connection is lost: a later one may be to a server that did not execute it. Does not wait for the reply; an error reply is reported to the session's `onProblem`.
 * @param call - the call to cancel, which has settled or is aborted; undefined if it was not made.
 * @returns whether the command was sent.
 */
export async function sendCancel(
  session: Session,
  cancel: CommandTemplate,
  args: Arguments,
  call: Promise<unknown> | undefined,
): Promise<boolean> {
  if (session.state !== "connected" || !(await mayHaveActed(call))) return false;
  const options: RequestOptions = { reply: false };
  session.call(cancel.command, argumentsFor(cancel, args), options).catch(() => undefined);
  return true;
}

async function mayHaveActed(call: Promise<unknown> | undefined): Promise<boolean> {
  try {
    await call;
    return call !== undefined;
  } catch (error) {
    return error instanceof QapiError && error.serverMayHaveActed;
  }
}
