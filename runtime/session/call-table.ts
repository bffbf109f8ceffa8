import type { QapiError } from "../errors/index.js";
import type { Call } from "./call.js";
import { connectionEnded, descriptorsNotPassed, oobNotNegotiated } from "./errors.js";
import type { ProblemReporter } from "../observe/session-observer.js";
import { UnattributedErrors, type Attribution, type UnattributedError } from "./stray-messages.js";

/** Sends the requests of calls. */
export interface RequestOutput {
  /**
   * Sends one request. The output adds the line end.
   * @param written - called when the text has been handed to the operating system.
   */
  send(text: string, written?: () => void): void;
  /** @returns a promise that is rejected with a DescriptorError if the transport cannot pass descriptors. */
  prepareDescriptors(): Promise<void>;
  /** Sends text and file descriptors after everything sent before. */
  sendWithDescriptors(text: string, fds: readonly number[]): Promise<void>;
}

/** The calls of a session, as the session uses them. */
export interface Calls {
  /** Whether no call is queued or in flight. */
  readonly idle: boolean;
  /** Sends a call, or queues it until it can be sent. */
  submit(call: Call): void;
  /** Settles a call with an error. If it was sent, its late reply is discarded. */
  cancel(call: Call, error: QapiError): void;
}

/** QEMU reads the next out-of-band command only while fewer than this many in-band commands are pending. */
const maxInBandWithOob = 8;

/** The calls of a QMP session: queued ones and those in flight. */
export class CallTable implements Calls {
  readonly #output: RequestOutput;
  readonly #problems: ProblemReporter;
  /** A cancelled call stays here until the server has answered it. */
  readonly #inFlight = new CallsById();
  readonly #maxInFlight: number;
  /** The queued in-band calls. A Set keeps the order and removes any member at once. */
  #queue: Set<Call> | undefined;
  /** The queued out-of-band calls, which are sent ahead of the others. */
  #oobQueue: Set<Call> | undefined;
  #unattributed: UnattributedErrors | undefined;
  /** The calls in flight without a success reply. */
  #withoutReply: Set<Call> | undefined;
  /** The call whose file descriptors the server has not consumed yet; it keeps only the latest ones. */
  #withDescriptors: Call | undefined;
  #isOpen = false;
  #oob = false;
  #inBand = 0;
  #sequence = 0;
  #end: { readonly cause: QapiError | undefined } | undefined;

  /** @param maxInFlight - the most calls that are sent and not answered. */
  constructor(output: RequestOutput, problems: ProblemReporter, maxInFlight: number = Infinity) {
    this.#output = output;
    this.#problems = problems;
    this.#maxInFlight = maxInFlight;
  }

  get idle(): boolean {
    return this.#inFlight.size === 0 && !this.#hasQueued;
  }

  /**
   * Begins to send calls.
   * @param oob - whether out-of-band execution was negotiated. If not, the server limits the calls in flight by not
   * reading.
   * @see QMP specification, section "Out-of-band execution"
   */
  open(oob: boolean): void {
    this.#isOpen = true;
    this.#oob = oob;
    this.#sendQueued();
  }

  submit(call: Call): void {
    if (this.#end !== undefined) {
      call.fail(connectionEnded(call, this.#end.cause));
      return;
    }
    call.markQueued();
    if (call.request.fds !== undefined) this.#prepareDescriptors(call);
    if (this.#isOpen && !call.request.oob && !this.#hasQueued && this.#canSend(call)) {
      this.#send(call);
    } else if (call.request.oob) {
      (this.#oobQueue ??= new Set()).add(call);
      this.#sendOob();
    } else (this.#queue ??= new Set()).add(call);
  }

  /** Sends the negotiating call before the table is open. */
  sendNegotiation(call: Call): void {
    this.#send(call);
  }

  cancel(call: Call, error: QapiError): void {
    call.fail(error);
    if (this.#queue?.delete(call) === true || this.#oobQueue?.delete(call) === true) this.#sendQueued();
  }

  /** Whether a call is sent and not answered. */
  get hasInFlight(): boolean {
    return this.#inFlight.size > 0;
  }

  /** Settles the call with this id. @returns false if there is none. */
  returned(id: unknown, value: unknown): boolean {
    return this.#answered(id, (call) => {
      if (!call.succeed(value)) call.request.onLateReply?.(value);
    });
  }

  /** Settles the call with this id. @returns false if there is none. */
  failed(id: unknown, errorFor: (call: Call) => QapiError): boolean {
    return this.#answered(id, (call) => this.#fail(call, errorFor(call)));
  }

  #answered(id: unknown, settle: (call: Call) => void): boolean {
    const call = typeof id === "number" ? this.#inFlight.get(id) : undefined;
    if (call === undefined) return false;
    this.#release(call);
    settle(call);
    if (this.#unattributed !== undefined) this.#attributeAfter(this.#unattributed, call);
    if (this.#withoutReply !== undefined && !call.request.oob) this.#releaseBefore(this.#withoutReply, call);
    this.#sendQueued();
    return true;
  }

  /** Attributes an error without an id, now or later. @returns false if no call is in flight. */
  attribute(error: UnattributedError): boolean {
    if (this.#inFlight.size === 0) return false;
    this.#unattributed ??= new UnattributedErrors();
    if (this.#unattributed.isFull) return false;
    const attribution = this.#unattributed.add(error, this.#inFlight.inOrder());
    if (attribution !== undefined) this.#settle(attribution);
    this.#sendQueued();
    return true;
  }

  /** Settles all calls: the session has ended. */
  end(cause: QapiError | undefined): void {
    this.#end = { cause };
    const sent = this.#inFlight.inOrder();
    const calls = [...sent, ...(this.#oobQueue ?? []), ...(this.#queue ?? [])];
    for (const { id } of sent) this.#inFlight.delete(id);
    this.#queue = this.#oobQueue = undefined;
    for (const call of calls) {
      call.fail(connectionEnded(call, this.#unattributed?.possibleError(call) ?? cause));
    }
  }

  get #hasQueued(): boolean {
    return (this.#queue?.size ?? 0) + (this.#oobQueue?.size ?? 0) > 0;
  }

  #prepareDescriptors(call: Call): void {
    this.#output.prepareDescriptors().then(
      () => {
        call.descriptorsReady = true;
        this.#sendQueued();
      },
      (error: unknown) => this.cancel(call, descriptorsNotPassed(call, error)),
    );
  }

  /** Sends the queued calls that can be sent, out-of-band calls first. */
  #sendQueued(): void {
    this.#sendOob();
    for (const call of this.#queue ?? []) {
      if (!this.#isOpen || !this.#canSend(call)) return;
      this.#queue?.delete(call);
      this.#send(call);
    }
  }

  /** Sends the out-of-band calls, except those whose file descriptors have to wait. */
  #sendOob(): void {
    if (!this.#isOpen) return;
    for (const call of this.#oobQueue ?? []) {
      if (this.#oob && !this.#canSend(call)) continue;
      this.#oobQueue?.delete(call);
      if (this.#oob) this.#send(call);
      else call.fail(oobNotNegotiated(call));
    }
  }

  #canSend({ request: { oob, fds }, descriptorsReady }: Call): boolean {
    const inFlight = this.#inFlight.size - (this.#withoutReply?.size ?? 0);
    if (inFlight >= this.#maxInFlight) return false;
    if (!oob && this.#oob && this.#inBand >= maxInBandWithOob) return false;
    return fds === undefined || (descriptorsReady && this.#withDescriptors === undefined);
  }

  #send(call: Call): void {
    const text = call.markSent(this.#inFlight.allocate(call), ++this.#sequence);
    const { fds, reply } = call.request;
    if (countsInBand(call)) this.#inBand++;
    if (!reply) (this.#withoutReply ??= new Set()).add(call);
    if (fds !== undefined) this.#sendDescriptors(call, text, fds);
    else if (reply) this.#output.send(text);
    else this.#output.send(text, () => call.succeed(undefined));
  }

  #sendDescriptors(call: Call, text: string, fds: readonly number[]): void {
    this.#withDescriptors = call;
    this.#output.sendWithDescriptors(text, fds).catch((error: unknown) => {
      this.#release(call);
      call.fail(descriptorsNotPassed(call, error));
      this.#sendQueued();
    });
  }

  #attributeAfter(unattributed: UnattributedErrors, answered: Call): void {
    for (const attribution of unattributed.answered(answered)) this.#settle(attribution);
  }

  #settle({ call, error }: Attribution): void {
    this.#release(call);
    this.#fail(call, error.errorFor(call));
  }

  /** The error of a call that was fulfilled when it was written has no caller, and is reported instead. */
  #fail(call: Call, error: QapiError): void {
    if (!call.fail(error) && !call.request.reply) this.#problems.reportProblem(error);
  }

  #release(call: Call): void {
    // A call without a reply may already be released; another call may have its id.
    if (this.#inFlight.get(call.id) !== call) return;
    this.#inFlight.delete(call.id);
    if (!call.request.reply) this.#withoutReply?.delete(call);
    if (countsInBand(call)) this.#inBand--;
    if (this.#withDescriptors === call) this.#withDescriptors = undefined;
  }

  /** An in-band reply shows that the calls without a reply before it succeeded: their errors would have come first. */
  #releaseBefore(withoutReply: ReadonlySet<Call>, answered: Call): void {
    for (const call of withoutReply) if (call.sequence < answered.sequence) this.#release(call);
  }
}

/**
 * Calls by id. Ids are short, because QEMU parses requests byte by byte, and are used in turn, so that a duplicated reply cannot
 * match the next request. An array, because a Map that calls enter and leave costs several times as much.
 */
export class CallsById {
  readonly #calls: (Call | undefined)[] = [undefined];
  #next = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): Call | undefined {
    return this.#calls[id];
  }

  /** @returns the id of the call. */
  allocate(call: Call): number {
    let range = 10;
    while (this.#size >= range) range *= 10;
    let id = this.#next;
    while (id >= range || this.#calls[id] !== undefined) id = id < range ? id + 1 : 0;
    this.#calls[id] = call;
    this.#next = id + 1;
    this.#size++;
    return id;
  }

  delete(id: number): void {
    if (this.#calls[id] === undefined) return;
    this.#calls[id] = undefined;
    this.#size--;
  }

  /** All calls, in the order in which they were sent. */
  inOrder(): Call[] {
    return this.#calls
      .filter((call) => call !== undefined)
      .sort((one, other) => one.sequence - other.sequence);
  }
}

/** A call without a reply is not counted, because its completion is not reported. */
function countsInBand(call: Call): boolean {
  return !call.request.oob && call.request.reply;
}
