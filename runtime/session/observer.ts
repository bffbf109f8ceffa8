import type { QapiError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { TransportOpener } from "../transport/transport.js";
import type { CallFactory } from "./call.js";
import type { SessionState } from "./session-state.js";

/** Observes a session without affecting it. `observe` creates one. */
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
}

/**
 * Receives the errors that have no caller: a listener that threw, text that is not a message, a reply that no call is
 * waiting for, an error that cannot be attributed to a call.
 */
export type ProblemListener = (problem: QapiError) => void;

/** Reports the errors that have no caller. */
export interface ProblemReporter {
  reportProblem(error: QapiError): void;
}

/** The default problem listener prints a warning. */
export const warn: ProblemListener = (problem) => {
  console.warn(`qapi-ts: ${problem.message}`);
};
