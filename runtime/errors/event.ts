import { type ErrorDetails, escapeText, QapiError } from "./base.js";

/** Thrown when an awaited event does not arrive within `timeout`. Code: `event-timeout`. */
export class EventTimeoutError extends QapiError {
  override readonly name: string = "EventTimeoutError";
  override readonly code = "event-timeout" as const;
}

/** Thrown when the `signal` of a wait for an event aborts; `cause` is its reason. Code: `event-aborted`. */
export class EventAbortedError extends QapiError {
  override readonly name: string = "EventAbortedError";
  override readonly code = "event-aborted" as const;
}

/**
 * Thrown by an event stream whose queue is full and whose overflow policy is to fail, and reported by a server
 * whose client does not read. Code: `queue-overflow`.
 */
export class QueueOverflowError extends QapiError {
  override readonly name: string = "QueueOverflowError";
  override readonly code = "queue-overflow" as const;
}

/**
 * Reported to `onProblem` when a listener throws or its promise rejects; `cause` is the thrown value. Code:
 * `listener-failed`.
 */
export class ListenerError extends QapiError {
  override readonly name: string = "ListenerError";
  override readonly code = "listener-failed" as const;
}

/**
 * Thrown when a signal connection is passed to a session that did not create it, to the `disconnect` function of another
 * event, or together with other arguments than it was made with. Code: `connection-foreign`.
 */
export class ForeignConnectionError extends QapiError {
  override readonly name: string = "ForeignConnectionError";
  override readonly code = "connection-foreign" as const;
}

/** The details of a {@link CompletionFailedError}. */
export interface CompletionErrorDetails extends ErrorDetails {
  /** The server's description of the failure, if it gives one. */
  readonly reason?: string | undefined;
}

/**
 * Thrown when the server accepts a command and later reports its failure: by an event, by the error of a job, or in
 * the answer to a query. `received` is that event or answer. Code: `completion-failed`.
 */
export class CompletionFailedError extends QapiError {
  override readonly name: string = "CompletionFailedError";
  override readonly code = "completion-failed" as const;

  /** The server's description of the failure, unchanged: for people, not for parsing. Undefined if it gives none. */
  readonly reason: string | undefined;

  constructor(command: string, failure: string, details: CompletionErrorDetails) {
    const { reason } = details;
    const description = reason === undefined ? failure : `${failure}: ${escapeText(reason)}`;
    super(`${command} did not complete: ${description}`, { ...details, command, serverMayHaveActed: true });
    this.reason = reason;
  }
}

/** The details of an error that ends the wait for a completion. */
interface UnfinishedDetails extends ErrorDetails {
  /** Default: false. */
  readonly cancelSent?: boolean;
}

/**
 * Thrown when a command does not complete within `timeout`. It may still complete later, unless `serverMayHaveActed` is false:
 * then it was not sent; or `cancelSent` is true and the server cancels it. Code: `completion-timeout`.
 */
export class CompletionTimeoutError extends QapiError {
  override readonly name: string = "CompletionTimeoutError";
  override readonly code = "completion-timeout" as const;

  /** Whether the command that cancels the operation was sent, as the option `cancel` requests. Its reply was not awaited. */
  readonly cancelSent: boolean;

  constructor(message: string, details: UnfinishedDetails) {
    super(message, details);
    this.cancelSent = details.cancelSent ?? false;
  }
}

/**
 * Thrown when the `signal` of a wait for a completion aborts; `cause` is its reason. The operation continues at the
 * server, unless `serverMayHaveActed` is false, or `cancelSent` is true and the server cancels it. Code: `completion-aborted`.
 */
export class CompletionAbortedError extends QapiError {
  override readonly name: string = "CompletionAbortedError";
  override readonly code = "completion-aborted" as const;

  /** Whether the command that cancels the operation was sent, as the option `cancel` requests. Its reply was not awaited. */
  readonly cancelSent: boolean;

  constructor(message: string, details: UnfinishedDetails) {
    super(message, details);
    this.cancelSent = details.cancelSent ?? false;
  }
}

/**
 * Thrown when the session is lost before the command completes, and the completion cannot be queried after a
 * reconnect. Code: `completion-lost`.
 */
export class CompletionLostError extends QapiError {
  override readonly name: string = "CompletionLostError";
  override readonly code = "completion-lost" as const;
}
