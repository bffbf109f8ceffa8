import { supplier } from "#supplier";
import type { QapiError } from "../errors/base.js";
import { NegotiationError } from "../errors/connection.js";
import { isObject } from "../json/guards.js";
import { mayHaveLongIntegers, parseShort } from "../json/short.js";
import type { EventMessage } from "../signals/event.js";
import { BaseCore } from "./base-core.js";
import { Call } from "./call.js";
import { CallTable } from "./call-table.js";
import { commandError, connectionEnded, unexpected, unreadable } from "./failures.js";
import {
  admissionWith,
  chooseCapabilities,
  dropsDefaults,
  handshakeError,
  handshakeTimeout,
  negotiationRequest,
  refused,
} from "./handshake.js";
import { classify, type ErrorContent, type Greeting, type Incoming } from "./message.js";
import type { CoreEffects, CoreOptions, ProtocolCore } from "./protocol-core.js";

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
  #early: EventMessage[] | undefined = [];
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
    return this.#answered(message) || this.#route(classify(message));
  }

  /** A command returned a value. @returns false when no call has this id. */
  returned(id: unknown, value: unknown): boolean {
    this.#eventsFirst();
    return this.#calls.returned(id, value);
  }

  /** Most messages are replies to calls: they take the shortest way. @returns false for any other message. */
  #answered(message: unknown): boolean {
    if (!isObject(message)) return false;
    const { return: value, id } = message;
    if (value === undefined || message["event"] !== undefined) return false;
    return this.returned(id, value);
  }

  /** Text came that is no message. It may have been a reply; one that is found missing is told. */
  malformed(text: string): void {
    this.effects.problem(unreadable(undefined, text));
    this.#calls.orphan({ errorFor: (call) => unreadable(call, text), certain: false });
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
    if (this.state === "connected") this.#releaseEarly();
  }

  protected abandon(): void {
    this.#calls.abandon(this.failure);
  }

  /** @returns undefined when it takes the supplement, which is not there. */
  #route(message: Incoming): true | undefined {
    if (message.kind === "error" && hasNoId(message) && supplier.now === undefined) return undefined;
    switch (message.kind) {
      case "greeting":
        this.#greeted(message.greeting);
        break;
      case "event":
        this.#event(message.event);
        break;
      case "return":
        this.#stray(message.id, message.value);
        break;
      case "error":
        this.#refused(message.id, message.error, message.raw);
        break;
      case "unknown":
        this.effects.problem(unexpected("a message of no known kind", message.raw));
        break;
    }
    return true;
  }

  #greeted(greeting: Greeting): void {
    if (this.state !== "connecting") {
      // Nothing of before will be answered.
      this.fail(unexpected("a second greeting", greeting));
      return;
    }
    this.move("greeting");
    this.#greeting = greeting;
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

  #negotiated(enabled: readonly string[]): void {
    this.stopWaiting();
    this.#enabled = enabled;
    if (!this.move("negotiated")) return;
    this.#calls.open(admissionWith(enabled));
    this.clock.after(0, () => {
      this.#releaseEarly();
    });
  }

  #event(event: EventMessage): void {
    if (this.#early === undefined) this.effects.event(event);
    else if (this.#early.length < mostEarly) this.#early.push(event);
    else this.#oneTooMany(event);
  }

  /** In a session that is ready somebody may listen, and no event need be lost for being one too many. */
  #oneTooMany(event: EventMessage): void {
    if (this.state === "connected") {
      this.#releaseEarly();
      this.effects.event(event);
    } else this.effects.problem(unexpected("too many events before their time", event));
  }

  #releaseEarly(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.effects.event(event);
  }

  #stray(id: unknown, value: unknown): void {
    this.effects.problem(unexpected("a reply that nobody awaits", { return: value, id }));
  }

  /** Who awaits a reply has had a chance to listen, and hears of no event after the reply that came behind it. */
  #eventsFirst(): void {
    if (this.#early !== undefined && this.state === "connected") this.#releaseEarly();
  }

  #refused(id: unknown, error: ErrorContent, raw: unknown): void {
    this.#eventsFirst();
    if (hasNoId({ id })) {
      const errorFor = (call: Call): QapiError => commandError(call, error, raw, true);
      if (this.#calls.orphan({ errorFor, certain: true })) return;
      this.#unclaimed(error, raw);
    } else {
      const errorFor = (call: Call): QapiError => commandError(call, error, raw, false);
      if (!this.#calls.refused(id, errorFor)) this.#unclaimed(error, raw);
    }
  }

  /** An error that no call can have caused: before the greeting, it is the server's refusal of the client. */
  #unclaimed(error: ErrorContent, raw: unknown): void {
    const problem = commandError(undefined, error, raw, false);
    if (this.state === "connecting") {
      this.fail(new NegotiationError(problem.message, { cause: problem, received: raw }));
    } else this.effects.problem(problem);
  }
}

/** Whether a reply does not say whose it is. */
function hasNoId({ id }: { readonly id: unknown }): boolean {
  return id === undefined || id === null;
}
