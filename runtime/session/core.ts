import { supplier } from "#supplier";
import type { QapiError } from "../errors/base.js";
import { isObject, type JsonObject } from "../json/guards.js";
import { mayHaveLongIntegers, parseShort } from "../json/short.js";
import { dropsDefaults } from "../signals/capability.js";
import { BaseCore } from "./base-core.js";
import { Call } from "./call.js";
import { CallTable } from "./call-table.js";
import type { Orphan } from "./unattributed-errors.js";
import { connectionEnded, unexpected } from "./failures.js";
import {
  admissionWith,
  chooseCapabilities,
  handshakeError,
  handshakeTimeout,
  negotiationRequest,
  refused,
} from "./handshake.js";
import { readGreeting, type Greeting } from "./greeting.js";
import type { CoreEffects, CoreOptions, ProtocolCore } from "./protocol-core.js";
import { kept } from "./kept.js";

/** More events than this are not expected before their time, of a server that should send none. */
const mostEarly = 1000;

/**
 * The protocol, and nothing else: messages go in, messages and effects come out, and time is handed in. It
 * does no I/O, so that everything that can happen to a session can be played to it.
 */
export class SessionCore extends BaseCore implements ProtocolCore {
  readonly #options: CoreOptions;
  readonly #calls: CallTable;
  /**
   * The events that come before anybody can listen: with the greeting, within the negotiation, or in the same breath as
   * its end. Undefined when whoever awaited the session has had a chance to listen.
   */
  #early: JsonObject[] | undefined = [];
  #greeting: Greeting | undefined;
  #enabled: readonly string[] | undefined;
  #reached = false;

  constructor(options: CoreOptions, effects: CoreEffects) {
    super(options.clock, effects);
    this.#options = options;
    this.#calls = new CallTable(effects);
  }

  get greeting(): Greeting | undefined {
    return this.#greeting;
  }

  /** The capabilities that were enabled. */
  get capabilities(): readonly string[] {
    return this.#enabled ?? [];
  }

  /** Whether no call is outstanding. */
  get idle(): boolean {
    return this.#calls.idle;
  }

  /** The transport is open. */
  reached(): void {
    this.#reached = true;
  }

  /** Until then events are held for who may listen soon. */
  get delivering(): boolean {
    return this.#early === undefined && this.state === "connected";
  }

  /**
   * Takes the text of a message.
   * @param short - whether it is known to have no integer of more than 15 digits.
   * @returns false when it is no JSON, undefined when it takes the supplement, which is not there.
   */
  received(text: string, short = false): boolean | undefined {
    if (this.ended) return true;
    const parse = short || !mayHaveLongIntegers(text) ? parseShort : supplier.now?.parseJson;
    const message = parse?.(text);
    if (message === undefined) return parse && false;
    if (isObject(message) && this.#usual(message)) return true;
    if (supplier.now === undefined) return undefined;
    supplier.now.receiveUnusual(this, message);
    return true;
  }

  /** Takes what comes most: replies to calls, events, and the greeting. @returns false for any other message. */
  #usual(message: JsonObject): boolean {
    const { return: value, event, QMP: greeting, id } = message;
    if (value !== undefined && event === undefined) return this.returned(id, value);
    if (typeof event === "string") this.event(message);
    else if (isObject(greeting) && this.state === "connecting" && !("error" in message))
      this.greeted(readGreeting(greeting));
    else return false;
    return true;
  }

  /** The server has greeted, as it does once: the capabilities are negotiated. */
  greeted(greeting: Greeting): void {
    this.move("greeting");
    this.#greeting = kept(greeting);
    const { minimumVersion } = this.#options;
    const tooOld = minimumVersion && supplier.now?.tooOld(greeting, minimumVersion);
    if (tooOld !== undefined) {
      this.fail(tooOld);
      return;
    }
    const enable = chooseCapabilities(this.#options.capabilities, greeting);
    const call: Call = new Call(
      negotiationRequest(enable, dropsDefaults(this.#options.defaultConnections, enable)),
      () => {
        this.#negotiated(enable);
      },
      (error) => {
        this.fail(refused(call, error));
      },
    );
    this.#calls.express(call);
  }

  /** An event came; until somebody can listen it is kept. */
  event(message: JsonObject): void {
    const early = this.#early;
    if (early !== undefined && early.length < mostEarly) early.push(message);
    else if (early !== undefined && this.state !== "connected") {
      this.problem(unexpected("too many events before their time", message));
    } else {
      // In a session that is ready somebody may listen, and no event need be lost for being one too many.
      this.#releaseEarly();
      this.effects.event(message);
    }
  }

  /** A command returned a value. @returns false when no call has this id. */
  returned(id: unknown, value: unknown): boolean {
    this.#eventsFirst();
    return this.#calls.returned(id, value);
  }

  /** A call was answered with an error. @returns false when no call has this id. */
  refused(id: unknown, errorFor: (call: Call) => QapiError): boolean {
    this.#eventsFirst();
    return this.#calls.refused(id, errorFor);
  }

  /** Something came that may be the answer of one of the calls in flight. @returns false when there are none. */
  orphan(orphan: Orphan): boolean {
    this.#eventsFirst();
    return this.#calls.orphan(orphan);
  }

  /** Text came that is no message, which takes the supplement to find out. */
  malformed(text: string): void {
    supplier.now?.receiveMalformed(this, text);
  }

  problem(error: QapiError): void {
    this.effects.problem(error);
  }

  submit(call: Call): void {
    if (this.ended) {
      call.fail(connectionEnded(call, this.failure));
    } else this.#calls.submit(call);
  }

  cancel(call: Call, error: QapiError): void {
    this.#calls.cancel(call, error);
  }

  resume(): void {
    this.#calls.resume();
  }

  protected late(timeout: number): QapiError {
    return handshakeTimeout(this.state, timeout, this.#reached);
  }

  protected lostEarly(reason: QapiError): QapiError {
    return handshakeError(this.state, reason);
  }

  protected override losing(): void {
    this.#eventsFirst();
  }

  protected abandon(): void {
    this.#calls.abandon(this.failure);
  }

  #negotiated(enabled: readonly string[]): void {
    this.stopWaiting();
    this.#enabled = enabled;
    if (!this.move("negotiated")) return;
    this.#calls.open(admissionWith(enabled));
    this.clock.after(0, () => {
      this.#releaseEarly();
    });
  }

  #releaseEarly(): void {
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined && early.length > 0) this.effects.released(early);
  }

  /** Who awaits a reply has had a chance to listen, and hears of no event after the reply that came behind it. */
  #eventsFirst(): void {
    if (this.#early !== undefined && this.state === "connected") this.#releaseEarly();
  }
}
