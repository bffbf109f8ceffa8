import type { SessionState } from "../session/session.js";

/** A call. The same object is passed at each step of the call. Secrets are redacted. */
export interface CallTrace {
  readonly command: string;
  /** Undefined if the call has no arguments. */
  readonly arguments: unknown;
  readonly oob: boolean;
}

/** A failure. Secrets are redacted. */
export interface FailureTrace {
  /** The code of the error. */
  readonly code: string;
  readonly message: string;
  readonly serverMayHaveActed: boolean;
}

/** An event, without its data. */
export interface EventTrace {
  readonly event: string;
}

/** A change of a session's state. */
export interface StateTrace {
  readonly state: SessionState;
  readonly previous: SessionState;
}

/** Receives what happens in the observed sessions. An error that a tracer throws is printed as a warning. */
export interface Tracer {
  /** Called when a call is queued. */
  queued?(call: CallTrace): unknown;
  /** Called when a call is passed to the transport. */
  sent?(call: CallTrace): unknown;
  /** Called when a call settles. `failure` is undefined if it succeeded. */
  settled?(call: CallTrace, failure: FailureTrace | undefined): unknown;
  /** Called for an event that has a listener. */
  event?(event: EventTrace): unknown;
  /** Called for an event that has no listener. */
  unheard?(): unknown;
  /** Called for an event that is dropped because a queue is full. */
  dropped?(event: EventTrace): unknown;
  /** Called when the state of a session changes. */
  state?(change: StateTrace): unknown;
  /** Called for an error that is not the failure of a call. */
  problem?(failure: FailureTrace): unknown;
  /** Called for each chunk of text that is sent or received. */
  bytes?(direction: "sent" | "received", count: number): unknown;
}
