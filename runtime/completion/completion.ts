import { checkDuration, type Clock } from "../clock.js";
import { ArgumentsError, CommandError, QapiError } from "../errors/index.js";
import { reportProblem } from "../session/common-session.js";
import type { AnyProtocol, CommandName, EventName, Protocol } from "../protocol.js";
import type { Session } from "../session/session.js";

/**
 * Describes when a command is complete. A server replies to many commands when it has only started to execute them, and
 * reports the end by an event, or in the reply to a query. The generator creates one for each annotated command; a
 * program may write one for its own schema.
 *
 * A completion has at least one of `done`, `state` and `job`. The first that reports an end decides.
 */
export interface Completion<P extends Protocol = AnyProtocol> {
  /** The command's name in the schema. */
  readonly command: CommandName<P>;
  /** The events that report success. */
  readonly done?: readonly Ending<P>[];
  /** The events that report failure. Checked before `done`. */
  readonly failed?: readonly Ending<P>[];
  /** A query for the state, for ends that no event may report. */
  readonly state?: StateQuery<P>;
  /** The job that the command starts; its conclusion is the command's end. */
  readonly job?: JobCompletion;
  /** The source of the progress. Default for a command with a job: the job's progress. */
  readonly progress?: ProgressSource<P>;
  /** The timeout of calls that do not set one, in milliseconds. Default: no timeout. */
  readonly timeout?: number;
  /** The command sent after the timeout, if the caller sets `forced`. */
  readonly forced?: Fallback<P>;
  /** The command that cancels this one, if the caller sets `cancel`. Default for a command with a job: `job-cancel`. */
  readonly cancel?: CommandTemplate<P>;
}

/** A value that a condition compares with. */
type Constant = string | number | boolean;

/** A condition on one member of an event's data or of a reply. All its parts must hold. */
export interface Condition {
  /** The member. A dotted path leads into objects: `result.status`. */
  readonly member: string;
  /** The member equals this argument of the command, or the first of these that is present. Fails if none is. */
  readonly argument?: string | readonly string[];
  /** The member equals this value. */
  readonly value?: Constant;
  /** The member equals one of these values. */
  readonly among?: readonly Constant[];
  /** The member is present (true) or absent (false). */
  readonly present?: boolean;
  /** The largest difference between numbers that count as equal, for guests that round. Default: 0. */
  readonly within?: number;
}

/** An event that ends a command. Several endings may have the same event, as alternatives. */
export interface Ending<P extends Protocol = AnyProtocol> {
  /** The event's name. */
  readonly event: EventName<P>;
  /** The conditions under which the event belongs to the command. All must hold. */
  readonly where?: readonly Condition[];
  /** The member that has the text of a failure. */
  readonly error?: string;
}

/** The value of an argument: that of an argument of the awaited command (the first that is present), or a constant. */
type ArgumentSource = { readonly argument: string | readonly string[] } | { readonly value: Constant };

/** A command that the runtime sends for the awaited one. */
export interface CommandTemplate<P extends Protocol = AnyProtocol> {
  readonly command: CommandName<P>;
  /** Its arguments. One whose source is absent is not sent. Default: none. */
  readonly arguments?: Readonly<Record<string, ArgumentSource>>;
}

/** A command that queries the server, and the part of its reply to use. */
export interface Query<P extends Protocol = AnyProtocol> extends CommandTemplate<P> {
  /** Selects the first item of a reply that is a list, for which all conditions hold. */
  readonly find?: readonly Condition[];
}

/** A query sent after the command's reply, then at each `interval` and on each event of `wake`. */
export interface StateQuery<P extends Protocol = AnyProtocol> extends Query<P> {
  /** The command has succeeded if all of these hold. */
  readonly done?: readonly Condition[];
  /** The command has failed if all of these hold. Checked before `done`. */
  readonly failed?: readonly Condition[];
  /** The member that has the text of a failure. */
  readonly error?: string;
  /** Milliseconds between two queries. Default: only one query, and one on each event of `wake`. */
  readonly interval?: number;
  /** The events that cause a query. */
  readonly wake?: readonly EventName<P>[];
}

/**
 * A job of QEMU (JOB_STATUS_CHANGE, query-jobs). It ends when it is concluded. Its error is in BLOCK_JOB_COMPLETED or in
 * the reply to query-jobs.
 */
export interface JobCompletion {
  /** The arguments that may have the job's id. The first that is present has it. */
  readonly id: readonly string[];
  /**
   * What removes the concluded job. `server`: QEMU does, unless the argument `auto-dismiss` is false, in which case the
   * caller does. `client`: the command does not have that argument, and the runtime sends `job-dismiss`.
   */
  readonly dismiss: "server" | "client";
  /** `complete`: a job that becomes ready (a mirror, a commit of an active layer) waits for `job-complete`. */
  readonly ready?: "complete";
}

/** A query for the progress. It has `current` or `remaining`, and `total` or `towards`. */
export interface ProgressSource<P extends Protocol = AnyProtocol> extends Query<P> {
  /** The member that has the amount done. */
  readonly current?: string;
  /** The member that has the amount left. */
  readonly remaining?: string;
  /** The member that has the total. */
  readonly total?: string;
  /** The argument that `current` approaches from its first value, from below or above. */
  readonly towards?: string;
  /** Milliseconds between two queries, which are sent only during iteration. Default: 500. */
  readonly interval?: number;
}

/** A command that ends another one forcibly. */
export interface Fallback<P extends Protocol = AnyProtocol> extends CommandTemplate<P> {
  /** The events that report its success, in addition to the completion's. */
  readonly done?: readonly Ending<P>[];
  /** How long to wait for the end, in milliseconds. Default: 10,000. */
  readonly timeout?: number;
}

/** The options of a call that waits for the command's completion. */
export interface CompletionOptions {
  /** How long to wait, in milliseconds from the call on. Default: the completion's timeout. */
  readonly timeout?: number | undefined;
  /** Stops waiting when aborted. The server continues, unless `cancel` is set. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether to send the completion's `cancel` command when the wait ends by an abort or a timeout and the command may have
   * been sent. The promise rejects without waiting for the reply; the error's `cancelSent` is true; an error reply is
   * reported to the session's `onProblem`. For a command that cannot be cancelled, the promise rejects with an
   * ArgumentsError before anything is sent. Default: false.
   */
  readonly cancel?: boolean | undefined;
  /** Whether to send the completion's `forced` command, if it has one, after the timeout. Default: false. */
  readonly forced?: boolean | undefined;
  /**
   * What to do when a job becomes ready (a mirror): `complete` sends `job-complete` and waits on; `return` fulfils the
   * promise while the job continues. Default: the completion's `ready`.
   */
  readonly whenReady?: "complete" | "return" | undefined;
  /** Default: the session's clock. */
  readonly clock?: Clock | undefined;
}

/** How much of a command is done, in units that depend on the command, mostly bytes. `total` may grow. */
export interface Progress {
  readonly current: number;
  readonly total: number;
}

/**
 * A promise of a command's result that is fulfilled when the command is complete. It is also an iterable of the progress:
 * `for await (const { current, total } of promise)` ends when the command is complete, and throws if it fails. The server
 * is queried for the progress only during iteration.
 */
export interface CompletionPromise<R> extends Promise<R>, AsyncIterable<Progress> {}

/**
 * Checks the durations of a completion and returns how long to wait, in milliseconds.
 * @throws TypeError or RangeError as {@link checkDuration}.
 */
export function checkedTimeout(
  { timeout, state, progress, forced }: Completion,
  options: CompletionOptions,
): number | undefined {
  checkDuration(options.timeout);
  checkDuration(timeout);
  checkDuration(state?.interval, "state.interval");
  checkDuration(progress?.interval, "progress.interval");
  checkDuration(forced?.timeout, "forced.timeout");
  return options.timeout ?? timeout;
}

/**
 * The command that cancels a completion's operation, if the caller sets `cancel`.
 * @throws ArgumentsError if the operation cannot be cancelled.
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
 * Whether the server may have acted on a call. Not if it was aborted in a queue.
 * @param call - a call that has settled or is aborted; undefined if it was not made.
 */
export async function mayHaveActed(call: Promise<unknown> | undefined): Promise<boolean> {
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
