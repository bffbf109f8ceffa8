import { escapeControls, type QapiError } from "../errors/base.js";
import { ListenerError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import type { EventMessage } from "../events/event.js";
import type { CallFactory } from "../session/call.js";
import type { SessionState } from "../session/session.js";
import type { TransportOpener } from "../transport/transport.js";

/** Observes a session without affecting it: its errors are reported to `onProblem`. `observe` creates one. */
export interface SessionObserver {
  /** Wraps an opener to record what its transport sends and receives. */
  opener(opener: TransportOpener): TransportOpener;
  /** Creates calls that record their progress. */
  readonly call: CallFactory;
  event(message: EventMessage): void;
  /** An event without a listener arrived. */
  withoutListener(): void;
  /** A stream dropped an event because its queue was full. */
  dropped(message: EventMessage): void;
  stateChanged(state: SessionState, previous: SessionState): void;
  problem(problem: QapiError): void;
  /** Returns this observer in a form that never throws: its errors are reported, and the session continues as without it. */
  guarded(report: ProblemListener): SessionObserver;
}

/**
 * Receives the errors that have no caller: a listener that threw, text that is not a message, a reply that no call is
 * waiting for, an error that cannot be attributed to a call.
 */
export type ProblemListener = (problem: QapiError) => unknown;

/** Reports the errors that have no caller. */
export interface ProblemReporter {
  reportProblem(error: QapiError): void;
}

/** The default problem listener prints a warning, with the cause of a callback that failed. */
export const warn: ProblemListener = (problem) => {
  const cause = problem instanceof ListenerError ? [printable(problem.cause)] : [];
  console.warn(`qapi-ts: ${problem.message}`, ...cause);
};

/** Returns a thrown value in a form in which a peer's text, which it may quote, is printed without control characters. */
function printable(thrown: unknown): unknown {
  if (typeof thrown === "string") return escapeControls(thrown);
  if (!(thrown instanceof Error) || isSafe(thrown)) return thrown;
  const stack = String(thrown.stack).replace(thrown.message, escapeControls);
  return stack.split("\n").map(escapeControls).join("\n");
}

/** Whether the messages of an error and of its causes have no control characters. Platforms escape other members. */
function isSafe(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error)) return true;
  // The causes may form a cycle.
  return depth < 10 && escapeControls(error.message) === error.message && isSafe(error.cause, depth + 1);
}

let sharedReporter: ProblemListener | undefined;

/** Returns a function that reports errors to a problem listener. The listener's own failure is printed as a warning. */
export function problemReporter(onProblem?: ProblemListener): ProblemListener {
  // Shared, because a program may have thousands of sessions.
  if (onProblem === undefined) return (sharedReporter ??= problemReporter(warn));
  return (problem) =>
    callBack(
      () => onProblem(problem),
      (cause) => {
        warn(new ListenerError("onProblem failed", { cause }));
      },
    );
}

/** The time in which one problem of each kind is reported, in milliseconds. */
const reportPeriod = 1000;

/**
 * Creates a function that reports the problems that clients cause: one of each code per second, with the number of
 * omitted ones, so that a client cannot fill a log.
 */
export function limitedReporter(report: ProblemListener): ProblemListener {
  const kinds = new Map<string, { readonly since: number; omitted: number }>();
  return (problem) => {
    const kind = kinds.get(problem.code);
    const now = performance.now();
    if (kind !== undefined && now - kind.since < reportPeriod) {
      kind.omitted++;
      return;
    }
    kinds.set(problem.code, { since: now, omitted: 0 });
    report(withCount(problem, kind?.omitted ?? 0));
  };
}

function withCount(problem: QapiError, omitted: number): QapiError {
  if (omitted === 1) problem.message += " (1 similar problem was not reported)";
  else if (omitted > 1) problem.message += ` (${omitted} similar problems were not reported)`;
  return problem;
}

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
  withoutListener?(): unknown;
  /** Called for an event that is dropped because a queue is full. */
  dropped?(event: EventTrace): unknown;
  /** Called when the state of a session changes. */
  state?(change: StateTrace): unknown;
  /** Called for an error that is not the failure of a call. */
  problem?(failure: FailureTrace): unknown;
  /** Called for each chunk of text that is sent or received. */
  bytes?(direction: "sent" | "received", count: number): unknown;
}
