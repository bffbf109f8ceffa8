import type { QapiError } from "../errors/base.js";
import type { Call } from "./call.js";

/** Something from the server that belongs to a call and does not say to which. */
export interface Orphan {
  /** The error that it is for this call. */
  readonly errorFor: (call: Call) => QapiError;
  /** Whether it is sure to belong to a call; else only a call that was passed over can be its. */
  readonly certain: boolean;
}

/** A call that was found to be the one. */
export interface Verdict {
  readonly call: Call;
  readonly orphan: Orphan;
}

interface Case {
  readonly orphan: Orphan;
  readonly suspects: Set<Call>;
}

/**
 * Finds the calls of replies without an id. Whatever is in flight when such a reply comes may have caused it;
 * a call that gets a reply of its own has not. In-band commands are answered in the order in which they were
 * sent, so one that is passed over gets no other answer.
 * @see QEMU's "QMP specification", the note in section "Error"
 */
export class Orphans {
  #cases: readonly Case[] = [];

  /** Whether there is anything whose call is not known. */
  get pending(): boolean {
    return this.#cases.length > 0;
  }

  /** @returns the verdict, if there can be one already. */
  add(orphan: Orphan, inFlight: Iterable<Call>): Verdict | undefined {
    const suspects = new Set(inFlight);
    const call = onlySuspect({ orphan, suspects });
    if (call !== undefined) return { call, orphan };
    if (suspects.size > 0) this.#cases = [...this.#cases, { orphan, suspects }];
    return undefined;
  }

  /** Notes that a call was answered. @returns the verdicts that follow. */
  answered(call: Call): readonly Verdict[] {
    const verdicts: Verdict[] = [];
    const open: Case[] = [];
    for (const one of this.#cases) {
      one.suspects.delete(call);
      for (const { call: convicted } of verdicts) one.suspects.delete(convicted);
      const culprit = passedOver(one, call) ?? onlySuspect(one);
      if (culprit !== undefined) verdicts.push({ call: culprit, orphan: one.orphan });
      else if (one.suspects.size > 0) open.push(one);
    }
    this.#cases = open;
    return verdicts;
  }

  /** What may have been this call's answer, for when there will be no other. */
  suspicion(call: Call): QapiError | undefined {
    return this.#cases.find((one) => one.suspects.has(call))?.orphan.errorFor(call);
  }
}

function onlySuspect({ orphan, suspects }: Case): Call | undefined {
  if (!orphan.certain || suspects.size !== 1) return undefined;
  const [only] = suspects;
  return only;
}

function passedOver({ suspects }: Case, answered: Call): Call | undefined {
  if (answered.request.oob) return undefined;
  for (const suspect of suspects) {
    const { oob, reply } = suspect.request;
    if (!oob && reply && suspect.sequence < answered.sequence) return suspect;
  }
  return undefined;
}
