import type { QapiError } from "../errors/index.js";
import type { Call } from "./call.js";

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
const mostPending = 64;

/**
 * Attributes errors without an id. Every call in flight when the error arrives is a candidate; a call that receives its own
 * reply no longer is. The server answers in-band commands in order, so one that it passed over receives no other answer.
 * @see QMP specification, section "Error"
 */
export class UnattributedErrors {
  #pending: PendingError[] = [];

  /** Whether another error can be kept. A server may send any number of them before it answers a call. */
  get isFull(): boolean {
    return this.#pending.length >= mostPending;
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
