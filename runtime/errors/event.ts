import { QapiError } from "./base.js";

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
