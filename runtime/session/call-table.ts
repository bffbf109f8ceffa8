import { supplier } from "#supplier";
import type { QapiError } from "../errors/base.js";
import { connectionEnded, outOfBandMissing } from "./failures.js";
import type { Call } from "./call.js";
import { Ids } from "./id-allocator.js";
import type { Orphan, Orphans } from "./unattributed-errors.js";

/** How many calls may be in flight, and of which kind. */
export interface Admission {
  /** The most in-band calls that may await their replies at a time. */
  readonly inBand: number;
  /** Whether calls may overtake. */
  readonly oob: boolean;
}

export interface CallTableEffects {
  /** `written` is called when the text has left. */
  send(text: string, written?: () => void): void;
  problem(error: QapiError): void;
}

/** The calls of a session: those that wait to be sent, and those that wait to be answered. */
export class CallTable {
  readonly #effects: CallTableEffects;
  /** The calls in flight. A call stays here until the server is done with it, though its caller may have given it up. */
  readonly #inFlight = new Ids<Call>();
  /** Those that wait, if ever any had to. A Set keeps the order, and gives up any member at once. */
  #queue: Set<Call> | undefined;
  /** Made for the first reply that does not say whose it is. */
  #orphans: Orphans | undefined;
  /** The calls in flight that get no reply when they succeed: few servers have such commands. */
  #silent: Set<Call> | undefined;
  #admission: Admission | undefined;
  #inBand = 0;
  #sent = 0;

  constructor(effects: CallTableEffects) {
    this.#effects = effects;
  }

  /** Whether nothing is outstanding. */
  get idle(): boolean {
    return this.#inFlight.taken === 0 && !this.#waiting;
  }

  /** From now on calls are sent; until now they waited. */
  open(admission: Admission): void {
    this.#admission = admission;
    this.resume();
  }

  submit(call: Call): void {
    call.queued();
    const admission = this.#admission;
    if (admission !== undefined && !call.request.oob && !this.#waiting && this.#hasRoom(call, admission)) {
      this.#depart(call);
      return;
    }
    (this.#queue ??= new Set()).add(call);
    if (admission !== undefined && call.request.oob) this.#overtake(call, admission);
  }

  /** Sends a call before the table is open: the one that negotiates. */
  express(call: Call): void {
    this.#depart(call);
  }

  /** Gives a call up. What was sent stays in the table, so that its reply disturbs nobody when it comes. */
  cancel(call: Call, error: QapiError): void {
    call.fail(error);
    if (this.#queue?.delete(call) === true) this.#drain();
  }

  /** A call returned a value. @returns false when no call has this id. */
  returned(id: unknown, value: unknown): boolean {
    const call = this.#withId(id);
    if (call === undefined) return false;
    this.#land(call);
    call.succeed(value);
    this.#answered(call);
    return true;
  }

  /** A call was answered with an error. @returns false when no call has this id. */
  refused(id: unknown, errorFor: (call: Call) => QapiError): boolean {
    const call = this.#withId(id);
    if (call === undefined) return false;
    this.#land(call);
    this.#fail(call, errorFor(call));
    this.#answered(call);
    return true;
  }

  /** What follows for others from a call's having got an answer. */
  #answered(call: Call): void {
    if (this.#orphans?.pending === true) {
      for (const { call: culprit, orphan } of this.#orphans.answered(call)) this.#convict(culprit, orphan);
    }
    if (this.#silent !== undefined && !call.request.oob) this.#silentBefore(this.#silent, call);
    if (!this.#waiting) return;
    if (call.passage === undefined) this.#drain();
    else this.resume();
  }

  /** Something came that belongs to one of the calls in flight. @returns false when there are none. */
  orphan(orphan: Orphan): boolean {
    if (this.#inFlight.taken === 0) return false;
    // Whoever hands over an orphan is of the supplement, which then is there.
    this.#orphans ??= supplier.now && new supplier.now.Orphans();
    const verdict = this.#orphans?.add(orphan, this.#inOrder());
    if (verdict !== undefined) this.#convict(verdict.call, verdict.orphan);
    this.#drain();
    return true;
  }

  /** The session has ended, and nothing will be answered any more. */
  abandon(cause: QapiError | undefined): void {
    const sent = this.#inOrder();
    const calls = [...sent, ...(this.#queue ?? [])];
    for (const call of sent) this.#inFlight.release(call.id);
    this.#queue = undefined;
    for (const call of calls) call.fail(connectionEnded(call, this.#orphans?.suspicion(call) ?? cause));
  }

  /** Whether calls wait to be sent. */
  get #waiting(): boolean {
    return (this.#queue?.size ?? 0) > 0;
  }

  #withId(id: unknown): Call | undefined {
    return typeof id === "number" ? this.#inFlight.holder(id) : undefined;
  }

  /** Sends what waits and can be sent, those first that overtake. */
  resume(): void {
    if (this.#admission === undefined) return;
    for (const call of this.#queue ?? []) if (call.request.oob) this.#overtake(call, this.#admission);
    this.#drain();
  }

  #drain(): void {
    for (const call of this.#queue ?? []) {
      if (this.#admission === undefined || !this.#hasRoom(call, this.#admission)) return;
      this.#queue?.delete(call);
      this.#depart(call);
    }
  }

  /** The calls in flight, in the order in which they were sent. */
  #inOrder(): Call[] {
    return this.#inFlight.holders().sort((one, other) => one.sequence - other.sequence);
  }

  /** Whether a call can leave when it is its turn. */
  #hasRoom(call: Call, { inBand }: Admission): boolean {
    return (call.request.oob || this.#inBand < inBand) && this.#canPass(call);
  }

  /** Whether there are no descriptors in the way of the call, neither its own nor another's. */
  #canPass(call: Call): boolean {
    return call.passage?.isFree ?? true;
  }

  /** Sends a call ahead of those that wait; one whose descriptors have to wait does so in line. */
  #overtake(call: Call, { oob }: Admission): void {
    if (oob && !this.#canPass(call)) return;
    this.#queue?.delete(call);
    if (oob) this.#depart(call);
    else call.fail(outOfBandMissing(call));
  }

  #depart(call: Call): void {
    const text = call.departs(this.#inFlight.take(call), ++this.#sent);
    if (takesPlace(call)) this.#inBand++;
    if (call.passage !== undefined) {
      call.passage.send(text, (error) => {
        this.#notSent(call, error);
      });
    } else if (call.request.reply) {
      this.#effects.send(text);
    } else {
      (this.#silent ??= new Set()).add(call);
      this.#effects.send(text, () => call.succeed(undefined));
    }
  }

  #notSent(call: Call, error: QapiError): void {
    this.#land(call);
    call.fail(error);
    this.#drain();
  }

  #land(call: Call): void {
    // A silent call may have landed before it is found guilty; its id is another's by then.
    if (this.#inFlight.holder(call.id) !== call) return;
    this.#inFlight.release(call.id);
    if (!call.request.reply) this.#silent?.delete(call);
    if (takesPlace(call)) this.#inBand--;
    call.passage?.landed();
  }

  #convict(call: Call, orphan: Orphan): void {
    this.#land(call);
    this.#fail(call, orphan.errorFor(call));
  }

  /** The error of a call that was taken for done when it was written is nobody's, but must not be lost. */
  #fail(call: Call, error: QapiError): void {
    if (!call.fail(error) && !call.request.reply) this.#effects.problem(error);
  }

  /** An in-band reply tells that the silent commands before it have succeeded: their errors would have come. */
  #silentBefore(silent: ReadonlySet<Call>, answered: Call): void {
    for (const call of silent) if (call.sequence < answered.sequence) this.#land(call);
  }
}

/** Whether the call counts among the in-band commands in flight: nobody tells when a silent one is done. */
function takesPlace(call: Call): boolean {
  return !call.request.oob && call.request.reply;
}
