import { escapeControls } from "../errors/escape-text.js";
import { ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/callback.js";
import type { EventMessage } from "../events/event.js";
import type { TransportOpener } from "../transport/transport.js";
import type { CallFactory } from "../session/call.js";
import type { SessionState } from "../session/session.js";

/** Observes a session without affecting it: its errors are reported to `onProblem`. `observe` creates one. */
export interface SessionObserver {
  /** Wraps an opener to record what its transport sends and receives. */
  opener(opener: TransportOpener): TransportOpener;
  /** Creates calls that record their progress. */
  readonly call: CallFactory;
  event(message: EventMessage): void;
  /** An event without a listener arrived. */
  unheard(): void;
  /** A stream dropped an event because its queue was full. */
  dropped(message: EventMessage): void;
  stateChanged(state: SessionState, previous: SessionState): void;
  problem(problem: QapiError): void;
  /** Returns this observer in a form that never throws: what it throws is reported, and the session goes on as without it. */
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
  return (problem) => {
    callBack(
      () => onProblem(problem),
      (cause) => {
        warn(new ListenerError("onProblem failed", { cause }));
      },
    );
  };
}
