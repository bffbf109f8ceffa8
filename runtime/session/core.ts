import { NegotiationError, type QapiError } from "../errors/index.js";
import { isObject } from "../json/guards.js";
import { parseJson } from "../json/parse.js";
import type { EventMessage } from "../signals/event.js";
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
import { isOlder, tooOld } from "./minimum-version.js";
import { transitions, type SessionInput, type SessionState } from "./states.js";

/** More events than this are not expected before their time, of a server that should send none. */
const mostEarly = 1000;

/**
 * The protocol, and nothing else: messages go in, messages and effects come out, and time is handed in. It
 * does no I/O, so that everything that can happen to a session can be played to it.
 */
export class SessionCore implements ProtocolCore {
  readonly #options: CoreOptions;
  readonly #effects: CoreEffects;
  readonly #calls: CallTable;
  /**
   * The events that come before anybody can listen: with the greeting, within the negotiation, or in the same breath as
   * its end. Undefined when whoever awaited the session has had a chance to listen.
   */
  #early: EventMessage[] | undefined = [];
  #state: SessionState = "disconnected";
  #greeting: Greeting | undefined;
  #enabled: readonly string[] | undefined;
  #failure: QapiError | undefined;
  #reached = false;
  #stopClock: (() => void) | undefined;

  constructor(options: CoreOptions, effects: CoreEffects) {
    this.#options = options;
    this.#effects = effects;
    this.#calls = new CallTable(effects);
  }

  get state(): SessionState {
    return this.#state;
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

  /** What the session died of; undefined while it lives, and when it was closed. */
  get failure(): QapiError | undefined {
    return this.#failure;
  }

  /** Begins to connect. `timeout` covers all until the session is connected, in milliseconds. */
  open(timeout: number): void {
    if (!this.#move("open") || timeout === Infinity) return;
    this.#stopClock = this.#options.clock.after(timeout, () => {
      this.fail(handshakeTimeout(this.#state, timeout, this.#reached));
    });
  }

  /** The transport is open. */
  reached(): void {
    this.#reached = true;
  }

  /** Whether events go straight to whoever listens; until then they are held for who may listen soon. */
  get delivering(): boolean {
    return this.#early === undefined && this.#state === "connected";
  }

  /**
   * Takes the text of a message.
   * @param short - whether it is known to have no integer of more than 15 digits.
   * @returns false when it is no JSON.
   */
  received(text: string, short = false): boolean {
    if (this.#state === "closing" || this.#state === "disconnected") return true;
    const message = parseJson(text, short);
    if (message === undefined) return false;
    if (!this.#answered(message)) this.#route(classify(message));
    return true;
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
    this.#effects.problem(unreadable(undefined, text));
    this.#calls.orphan({ errorFor: (call) => unreadable(call, text), certain: false });
  }

  submit(call: Call): void {
    if (this.#state === "closing" || this.#state === "disconnected") {
      call.fail(connectionEnded(call, this.#failure));
    } else this.#calls.submit(call);
  }

  cancel(call: Call, error: QapiError): void {
    this.#calls.cancel(call, error);
  }

  resume(): void {
    this.#calls.resume();
  }

  /** Ends the session because of an error: its own, or one that was found outside. */
  fail(error: QapiError): void {
    if (this.#state === "closing" || this.#state === "disconnected") return;
    this.#failure = error;
    this.close();
  }

  /** Ends the session. What is outstanding is told at once; the connection ends when it ends. */
  close(): void {
    if (!this.#move("close")) return;
    this.#abandon();
    this.#effects.hangUp();
  }

  /** The connection has ended. */
  lost(reason: QapiError): void {
    const before = this.#state;
    if (before === "disconnected") return;
    if (before === "connected") this.#failure = reason;
    else if (before !== "closing") this.#failure = handshakeError(before, reason);
    if (before === "connected") this.#releaseEarly();
    this.#move("lost");
    this.#abandon();
  }

  #stopWaiting(): void {
    this.#stopClock?.();
    this.#stopClock = undefined;
  }

  #abandon(): void {
    this.#stopWaiting();
    this.#calls.abandon(this.#failure);
  }

  /** @returns false when the table knows no such transition. */
  #move(input: SessionInput): boolean {
    const previous = this.#state;
    const next = transitions[previous][input];
    if (next === undefined) return false;
    this.#state = next;
    this.#effects.moved(next, previous);
    return true;
  }

  #route(message: Incoming): void {
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
        this.#effects.problem(unexpected("a message of no known kind", message.raw));
        break;
    }
  }

  #greeted(greeting: Greeting): void {
    if (this.#state !== "connecting") {
      // Nothing of before will be answered.
      this.fail(unexpected("a second greeting", greeting));
      return;
    }
    this.#move("greeting");
    this.#greeting = greeting;
    const { minimumVersion } = this.#options;
    if (minimumVersion !== undefined && isOlder(greeting.version, minimumVersion)) {
      this.fail(tooOld(greeting, minimumVersion));
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
    this.#stopWaiting();
    this.#enabled = enabled;
    if (!this.#move("negotiated")) return;
    this.#calls.open(admissionWith(enabled));
    this.#options.clock.after(0, () => {
      this.#releaseEarly();
    });
  }

  #event(event: EventMessage): void {
    if (this.#early === undefined) this.#effects.event(event);
    else if (this.#early.length < mostEarly) this.#early.push(event);
    else this.#oneTooMany(event);
  }

  /** In a session that is ready somebody may listen, and no event need be lost for being one too many. */
  #oneTooMany(event: EventMessage): void {
    if (this.#state === "connected") {
      this.#releaseEarly();
      this.#effects.event(event);
    } else this.#effects.problem(unexpected("too many events before their time", event));
  }

  #releaseEarly(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.#effects.event(event);
  }

  #stray(id: unknown, value: unknown): void {
    this.#effects.problem(unexpected("a reply that nobody awaits", { return: value, id }));
  }

  /** Who awaits a reply has had a chance to listen, and hears of no event after the reply that came behind it. */
  #eventsFirst(): void {
    if (this.#early !== undefined && this.#state === "connected") this.#releaseEarly();
  }

  #refused(id: unknown, error: ErrorContent, raw: unknown): void {
    this.#eventsFirst();
    if (id === undefined || id === null) {
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
    if (this.#state === "connecting") {
      this.fail(new NegotiationError(problem.message, { cause: problem, received: raw }));
    } else this.#effects.problem(problem);
  }
}
