import { startTimer } from "../clock.js";
import { ProtocolViolationError, type QapiError } from "../errors/index.js";
import type { Call } from "./call.js";
import { unexpected } from "./errors.js";
import type { SessionConfig } from "./session-options.js";

/** The most reports in one second. */
const maxReports = 10;

/** The most stray messages in a row. */
const maxInARow = 1_000;

/**
 * Reports the messages of a server that answer no call. A server may send any number of them: further
 * ones within a second are counted, and too many in a row end the session.
 */
export class StrayMessages {
  readonly #config: SessionConfig;
  #inARow = 0;
  #reported = 0;
  #omitted = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(config: SessionConfig) {
    this.#config = config;
  }

  /** Ends a row of stray messages. */
  expectedMessage(): void {
    this.#inARow = 0;
  }

  /**
   * @param problem - creates the report; undefined if the message need not be reported.
   * @returns the error that ends the session, if any.
   */
  add(problem: (() => QapiError) | undefined): QapiError | undefined {
    this.#inARow++;
    if (this.#inARow > maxInARow) {
      return unexpected(`${maxInARow} messages in a row that belong to no call`);
    }
    if (problem === undefined) return undefined;
    if (this.#reported === maxReports) this.#omitted++;
    else {
      this.#config.reportProblem(problem());
      this.#reported++;
      if (this.#reported === maxReports)
        this.#cancelTimer = startTimer(this.#config.clock, 1_000, this.#flush);
    }
    return undefined;
  }

  /** Reports how many were not reported. */
  end(): void {
    this.#cancelTimer?.();
    this.#flush();
  }

  readonly #flush = (): void => {
    const omitted = this.#omitted;
    this.#reported = 0;
    this.#omitted = 0;
    if (omitted === 0) return;
    const text = `${omitted} further messages of the server belong to no call`;
    this.#config.reportProblem(new ProtocolViolationError(text));
  };
}

/** A message that answers a call without naming it. */
export interface UnattributedError {
  /** Returns the error for the call that it is attributed to. */
  readonly errorFor: (call: Call) => QapiError;
  /** Whether it certainly answers a call. If not, it is attributed only to a call that the server passed over. */
  readonly certain: boolean;
}

/** An error and the call that it is attributed to. */
export interface Attribution {
  readonly call: Call;
  readonly error: UnattributedError;
}

interface PendingError {
  readonly error: UnattributedError;
  readonly candidates: Set<Call>;
}

/** The most errors that wait to be attributed. */
const maxPending = 64;

/**
 * Attributes errors without an id. Every call in flight when the error arrives is a candidate; a call that receives its own
 * reply no longer is. The server answers in-band commands in order, so one that it passed over receives no other answer.
 * @see QMP specification, section "Error"
 */
export class UnattributedErrors {
  #pending: PendingError[] = [];

  /** Whether another error can be kept. A server may send any number of them before it answers a call. */
  get isFull(): boolean {
    return this.#pending.length >= maxPending;
  }

  /** @returns the attribution if it is already certain. */
  add(error: UnattributedError, inFlight: Iterable<Call>): Attribution | undefined {
    const candidates = new Set(inFlight);
    const call = onlyCandidate({ error, candidates });
    if (call !== undefined) return { call, error };
    if (candidates.size > 0) this.#pending.push({ error, candidates });
    return undefined;
  }

  /** Records that a call was answered. @returns the attributions that follow from it. */
  answered(call: Call): readonly Attribution[] {
    const attributions: Attribution[] = [];
    const pending: PendingError[] = [];
    for (const one of this.#pending) {
      one.candidates.delete(call);
      for (const { call: attributed } of attributions) one.candidates.delete(attributed);
      const found = passedOver(one, call) ?? onlyCandidate(one);
      if (found !== undefined) attributions.push({ call: found, error: one.error });
      else if (one.candidates.size > 0) pending.push(one);
    }
    this.#pending = pending;
    return attributions;
  }

  /** Returns the error that may have answered a call, for a call that will receive no other answer. */
  possibleError(call: Call): QapiError | undefined {
    return this.#pending.find((one) => one.candidates.has(call))?.error.errorFor(call);
  }
}

function onlyCandidate({ error, candidates }: PendingError): Call | undefined {
  if (!error.certain || candidates.size !== 1) return undefined;
  const [only] = candidates;
  return only;
}

function passedOver({ candidates }: PendingError, answered: Call): Call | undefined {
  if (answered.request.oob) return undefined;
  for (const candidate of candidates) {
    const { oob, reply } = candidate.request;
    if (!oob && reply && candidate.sequence < answered.sequence) return candidate;
  }
  return undefined;
}
