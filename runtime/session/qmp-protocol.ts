import { startTimer, systemClock } from "../clock.js";
import { NegotiationError, ProtocolViolationError, type QapiError } from "../errors/index.js";
import { querySchema, type SendQuery, type ServerFeatures } from "../introspection/server-features.js";
import { stringifyJson } from "../json.js";
import { dropsDefaults } from "../signals/accessor.js";
import { Call } from "./call.js";
import { CallTable } from "./call-table.js";
import type { SessionConfig } from "./session-options.js";
import { commandError, notAMessage, unexpected } from "./errors.js";
import {
  chooseCapabilities,
  type DropRequest,
  handshakeError,
  handshakeTimeout,
  negotiationRefused,
  negotiationRequest,
  notQmp,
  openingTimeout,
} from "./negotiation.js";
import { checkVersion, emptyGreeting, type Greeting } from "./greeting.js";
import { readMessage, type ErrorMessage, type IncomingEvent, type Message } from "./message.js";
import { SessionProtocol, type EventReceiver, type ProtocolOutput } from "./session-protocol.js";

/** The most events that are kept before the session is connected. */
const maxEarlyEvents = 1000;

/** The most characters of the text of these events. */
const maxEarlySize = 16 * 1024 * 1024;

/** How long to wait for the rest of a banner, or for a reply with an id, in milliseconds. */
const graceTimeout = 100;

/** The end of a line, or of a prompt such as `(qemu) ` or `login: `. */
const bannerEnd = /[\r\n]|[)>#$:] $/;

/** An event that no caller could listen to yet. */
interface EarlyEvent {
  readonly event: IncomingEvent;
  readonly text: string;
}

/** The protocol of QMP: greeting, negotiation, numbered calls and events. */
export class QmpProtocol extends SessionProtocol {
  readonly calls: CallTable;
  /**
   * Events that arrive before a caller can listen: with the greeting, during negotiation, or in the same chunk as its end.
   * Undefined once the caller that awaits the session has had a chance to listen.
   */
  #earlyEvents: EarlyEvent[] | undefined = [];
  /** Cancel the timers that deliver the early events. */
  #earlyTimers: readonly (() => void)[] | undefined;
  #earlySize = 0;
  #greeting: Greeting | undefined;
  #enabled: readonly string[] = [];
  #opened = false;
  /** The text in front of the first message; undefined when the first message has begun. */
  #banner: string | undefined = "";
  /** The first text after the banner that is not a message. */
  #unexpectedText: string | undefined;
  #cancelGrace: (() => void) | undefined;

  constructor(config: SessionConfig, output: ProtocolOutput, events: EventReceiver) {
    super(config, output, events);
    this.calls = new CallTable(output, config, config.maxInFlight);
  }

  get greeting(): Greeting {
    return this.#greeting ?? emptyGreeting;
  }

  get capabilities(): readonly string[] {
    return this.#enabled;
  }

  queryFeatures(send: SendQuery): Promise<ServerFeatures> {
    return querySchema(send);
  }

  transportOpened(): void {
    this.#opened = true;
  }

  /** Skips what may precede the greeting, such as telnet's negotiation. Other text shows that the server is not QMP's. */
  override received(chunk: string): string {
    if (this.#banner === undefined) return chunk;
    const text = (this.#banner + chunk).replace(/^[^!-~]+/, "");
    const isJson = text.startsWith("{");
    this.#banner = isJson ? undefined : text;
    if (isJson) return text;
    if (bannerEnd.test(text)) this.fail(notQmp(text));
    else if (text !== "") this.#failSoon(() => notQmp(this.#banner ?? ""));
    return "";
  }

  /** Handles the text of a message. @returns false if it is not valid JSON. */
  message(text: string): boolean {
    if (this.ended) return true;
    const message = readMessage(text);
    if (message === undefined) return this.invalid();
    this.#handle(message, text);
    return true;
  }

  /** Handles text that is not a message. It may have been a reply, so the call that remains unanswered receives it. */
  malformed(text: string): void {
    if (this.ended) return;
    this.#unexpectedText ??= text;
    this.#deliverEarlyEvents();
    this.stray(() => notAMessage(undefined, text));
    this.calls.attribute({ errorFor: (call) => notAMessage(call, text), certain: false });
  }

  protected handshakeTimeout(timeout: number): QapiError {
    if (!this.#opened) return openingTimeout(this.config, timeout);
    return this.#notQmp() ?? handshakeTimeout(this.state, timeout);
  }

  protected handshakeError(reason: QapiError): QapiError {
    return this.#notQmp() ?? handshakeError(this.state, reason);
  }

  protected override beforeEnd(): void {
    this.#deliverEarlyEvents();
  }

  protected endCalls(): void {
    this.#endGrace();
    this.#stopEarlyTimers();
    this.calls.end(this.failure);
  }

  #handle(message: Message, text: string): void {
    if (message.kind !== "event") this.#deliverEarlyEvents();
    switch (message.kind) {
      case "event":
        this.#event(message, text);
        break;
      case "return":
        if (this.calls.returned(message.id, message.value)) {
          this.strays?.expectedMessage();
          this.#endGrace();
        } else this.#unexpectedReply(message.id, message.value);
        break;
      case "error":
        this.#error(message);
        break;
      case "greeting":
        if (this.state === "connecting") this.#negotiate(message.greeting);
        else this.fail(unexpected("a second greeting", message.greeting));
        break;
      case "unknown":
        if (this.state === "connecting") this.fail(notQmp(String(stringifyJson(message.raw))));
        else this.stray(() => unexpected("a message of an unknown kind", message.raw));
        break;
    }
  }

  #event(event: IncomingEvent, text: string): void {
    this.strays?.expectedMessage();
    const early = this.#earlyEvents;
    if (early !== undefined) this.#earlySize += event.size;
    if (early !== undefined && early.length < maxEarlyEvents && this.#earlySize <= maxEarlySize) {
      early.push({ event, text });
    } else if (early !== undefined && this.state !== "connected") {
      this.stray(() => unexpected("too many events before the end of negotiation", event.name));
    } else {
      // A caller may be listening already, so no event may be lost to the limit.
      this.#deliverEarlyEvents();
      this.#receive(event, text);
    }
  }

  /** An event is parsed only for a listener, which may be later. Its data may then be invalid. */
  #receive(event: IncomingEvent, text: string): void {
    if (!this.events.receive(event)) this.malformed(text);
  }

  #unexpectedReply(id: unknown, value: unknown): void {
    const received = { return: value, id };
    const isAnonymous = (id === undefined || id === null) && this.calls.hasInFlight;
    const isNegotiating = this.state === "negotiating";
    if (!isAnonymous || !isNegotiating) {
      this.stray(() => unexpected("a reply that no call is waiting for", received));
    }
    if (!isAnonymous) return;
    const message = "the server does not echo ids, so that its replies cannot be matched to calls";
    const cause = new ProtocolViolationError(message, { received });
    if (isNegotiating) this.fail(new NegotiationError(message, { cause, received }));
    else this.#failSoon(() => cause);
  }

  /** Ends the session after the grace time, unless a message shows before that the server speaks QMP. */
  #failSoon(error: () => QapiError): void {
    this.#cancelGrace ??= startTimer(this.config.clock, graceTimeout, () => this.fail(error()));
  }

  #stopEarlyTimers(): void {
    for (const stop of this.#earlyTimers ?? []) stop();
    this.#earlyTimers = undefined;
  }

  #endGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
  }

  /** The error of a server that has sent only other text than messages. */
  #notQmp(): QapiError | undefined {
    const text = this.state === "connecting" ? this.#banner || this.#unexpectedText : undefined;
    return text === undefined ? undefined : notQmp(text);
  }

  #error({ id, error, raw }: ErrorMessage): void {
    const inferred = id === undefined || id === null;
    const errorFor = (call: Call): QapiError => commandError(call, error, raw, inferred);
    const hasCall = inferred
      ? this.calls.attribute({ errorFor, certain: true })
      : this.calls.failed(id, errorFor);
    if (hasCall) {
      this.strays?.expectedMessage();
      return;
    }
    const problem = commandError(undefined, error, raw, false);
    // Before the greeting no call can have failed: the server refuses the client.
    if (this.state !== "connecting") this.stray(() => problem);
    else this.fail(new NegotiationError(problem.message, { cause: problem, received: raw }));
  }

  #negotiate(greeting: Greeting): void {
    this.move("greeting");
    this.#greeting = greeting;
    const { minimumVersion, capabilities } = this.config;
    const versionError = minimumVersion && checkVersion(greeting, minimumVersion);
    if (versionError !== undefined) {
      this.fail(versionError);
      return;
    }
    const olderServer = greeting.version && this.config.protocol?.checkServer?.(greeting.version);
    if (olderServer !== undefined) this.config.reportProblem(olderServer);
    const enable = chooseCapabilities(capabilities, greeting);
    this.#enable(enable, dropsDefaults(this.config.defaultConnections, enable) ? "by argument" : undefined);
  }

  /**
   * Enables capabilities. If a server refuses the argument that drops the default connections, a command requests it first.
   * @param refusal - the error of the session if the server refuses.
   */
  #enable(enable: readonly string[], drop?: DropRequest, refusal?: QapiError): void {
    const call: Call = new Call(
      negotiationRequest(enable, drop),
      () => {
        if (drop === "by command") this.#enable(enable);
        else this.#negotiated(enable);
      },
      (error) => {
        const reason = refusal ?? negotiationRefused(call, error);
        if (drop === "by argument" && !this.ended) this.#enable(enable, "by command", reason);
        else this.fail(reason);
      },
    );
    this.calls.sendNegotiation(call);
  }

  #negotiated(enabled: readonly string[]): void {
    this.handshakeSettled();
    this.#enabled = enabled;
    if (!this.move("negotiated")) return;
    this.calls.open(enabled.includes("oob"));
    const { clock } = this.config;
    // By the platform's timer too, because the clock of a test stands still.
    const clocks = [...new Set([clock, systemClock])];
    this.#earlyTimers = clocks.map((each) => each.after(0, () => this.#deliverEarlyEvents()));
  }

  /** Delivers the early events in front of everything that follows them, unless no caller can be listening yet. */
  #deliverEarlyEvents(): void {
    const early = this.#earlyEvents;
    if (early === undefined || this.state !== "connected") return;
    this.#earlyEvents = undefined;
    this.#stopEarlyTimers();
    for (const { event, text } of early) this.#receive(event, text);
  }
}
