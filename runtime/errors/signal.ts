import { QapiError } from "./base.js";

/** The event that was waited for did not come within `timeout`. */
export class EventTimeoutError extends QapiError {
  override readonly name: string = "EventTimeoutError";
  override readonly code = "event-timeout" as const;
}

/** The AbortSignal of the waiting fired; its reason is the `cause`. */
export class EventAbortedError extends QapiError {
  override readonly name: string = "EventAbortedError";
  override readonly code = "event-aborted" as const;
}

/** More events came than the queue of an event stream holds, and its policy is to fail. */
export class QueueOverflowError extends QapiError {
  override readonly name: string = "QueueOverflowError";
  override readonly code = "queue-overflow" as const;
}

/** A listener threw, or its promise rejected; what it threw is the `cause`. */
export class ListenerError extends QapiError {
  override readonly name: string = "ListenerError";
  override readonly code = "listener-failed" as const;
}

/** A connection was handed to a session that did not make it. */
export class ForeignConnectionError extends QapiError {
  override readonly name: string = "ForeignConnectionError";
  override readonly code = "connection-foreign" as const;
}
