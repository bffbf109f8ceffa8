import { ArgumentsError, CommandError, QapiError } from "../errors/index.js";
import { reportProblem } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import type { CommandTemplate, Completion, CompletionOptions, JobCompletion } from "./completion.js";

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
 * Whether there is something to cancel. Not if the command was not sent (a call that was aborted in the queue), nor if the
 * connection is lost: a later one may be to a server that did not execute the command.
 * @param call - the call to cancel, which has settled or is aborted; undefined if it was not made.
 */
export async function canCancel(session: Session, call: Promise<unknown> | undefined): Promise<boolean> {
  if (session.state !== "connected") return false;
  try {
    await call;
    return call !== undefined;
  } catch (error) {
    return error instanceof QapiError && error.serverMayHaveActed;
  }
}

/** Reports that the command that cancels was refused. Its other errors are those of the cancelled command or the session. */
export function reportRefusal(session: Session, cancelling: Promise<unknown>): void {
  cancelling.catch((error: unknown) => {
    if (error instanceof CommandError || error instanceof ArgumentsError) reportProblem(session, error);
  });
}
