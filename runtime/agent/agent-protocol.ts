import { ConnectError, type QapiError } from "../errors/index.js";
import type { SendQuery, ServerFeatures } from "../introspection/server-features.js";
import { parseJson } from "../json.js";
import type { SessionConfig } from "../session/config.js";
import { commandError, notAMessage, unexpected } from "../session/errors.js";
import { emptyGreeting, type Greeting } from "../session/greeting.js";
import { classify, type Message } from "../session/message.js";
import { firstLine, openingTimeout } from "../session/negotiation.js";
import { SessionProtocol, type EventReceiver, type ProtocolOutput } from "../session/session-protocol.js";
import { AgentCalls } from "./agent-calls.js";
import { queryAgentCommands } from "./agent-features.js";
import { Synchronisation } from "./synchronisation.js";

/** The most characters that are kept of the first text. */
const mostFirstText = 1000;

/**
 * The banners of servers that are never in front of a guest agent. Other text may be: a port may still hold what the guest
 * wrote before its agent started.
 */
const knownBanner = /^(?:SSH-|HTTP\/|RFB |QEMU \S+ monitor)[^\r\n]*[\r\n]|^\(qemu\) /;

/**
 * The protocol of the guest agent. The agent does not greet, and its replies carry no ids: one call is sent at a time, and
 * the session synchronises whenever it cannot be sure which call the next reply answers.
 * @see QEMU Guest Agent Protocol Reference
 */
export class AgentProtocol extends SessionProtocol {
  readonly calls: AgentCalls;
  readonly greeting: Greeting = emptyGreeting;
  readonly capabilities: readonly string[] = [];
  readonly #interval: number;
  #synchronisation: Synchronisation | undefined;
  /** The beginning of what the server sent before an agent answered, for error messages. */
  #firstText = "";

  /** @param interval - the time to wait for the answer to the first synchronisation, in milliseconds. */
  constructor(config: SessionConfig, output: ProtocolOutput, events: EventReceiver, interval: number) {
    super(config, output, events);
    this.#interval = interval;
    this.calls = new AgentCalls(output, config, () => {
      this.#synchronise();
    });
  }

  queryFeatures(send: SendQuery): Promise<ServerFeatures> {
    return queryAgentCommands(send);
  }

  /** An open transport does not show that an agent is running; only its first answer does. */
  transportOpened(): void {
    if (this.move("greeting")) this.#synchronise();
  }

  message(text: string): boolean {
    if (this.ended) return true;
    const value = parseJson(text);
    if (value === undefined) return this.invalid();
    if (this.#synchronisation === undefined) this.#handle(classify(value, text.length), value);
    else if (!this.#synchronisation.receive(value))
      this.#handleOutOfStep(classify(value, text.length), value);
    return true;
  }

  /** Keeps the first text until an agent answers: it names another server. */
  override received(chunk: string): string {
    if (this.state === "connected") return chunk;
    if (this.#firstText.length < mostFirstText) {
      this.#firstText = (this.#firstText + chunk).replace(/^[^!-~]+/, "").slice(0, mostFirstText);
    }
    if (knownBanner.test(this.#firstText)) this.fail(notAgent(`it sent "${firstLine(this.#firstText)}"`));
    return chunk;
  }

  /** Text that is not a message may have been the reply to the current call. During synchronisation it is expected. */
  malformed(text: string): void {
    if (this.ended) return;
    const call = this.calls.current;
    if (this.#synchronisation !== undefined) this.stray(undefined);
    else if (call === undefined) this.stray(() => notAMessage(undefined, text));
    else this.calls.cancel(call, notAMessage(call, text));
  }

  protected handshakeTimeout(timeout: number): QapiError {
    if (this.state === "connecting") return openingTimeout(this.config, timeout);
    const message = `connected, but no guest agent answered within ${timeout} ms${this.#sentText()}`;
    return new ConnectError("connect-timeout", message);
  }

  protected handshakeError(cause: QapiError): QapiError {
    const message = `the connection ended before the guest agent answered${this.#sentText()}`;
    return new ConnectError("connect-closed", message, { cause });
  }

  protected endCalls(): void {
    this.#synchronisation?.stop();
    this.calls.end(this.failure);
  }

  #sentText(): string {
    return this.#firstText === "" ? "" : `; the server sent "${firstLine(this.#firstText)}"`;
  }

  #synchronise(): void {
    this.#synchronisation = new Synchronisation({
      clock: this.config.clock,
      interval: this.#interval,
      send: (text) => {
        this.output.send(text);
      },
      onDone: () => {
        this.#synchronised();
      },
    });
  }

  #synchronised(): void {
    this.#synchronisation = undefined;
    if (this.state === "negotiating") {
      this.handshakeSettled();
      this.move("negotiated");
    }
    this.calls.synchronised();
  }

  #handleOutOfStep(message: Message, raw: unknown): void {
    if (message.kind === "greeting") {
      this.fail(notAgent("it is a QMP monitor; use connect, or the address of the guest agent's port"));
      return;
    }
    this.calls.outOfStep(message, (call, { error }) => commandError(call, error, raw, true));
  }

  #handle(message: Message, raw: unknown): void {
    if (message.kind === "event") this.events.receive(message);
    else if (message.kind === "error") {
      this.calls.failed((call, inferred) => commandError(call, message.error, raw, inferred));
    } else if (message.kind !== "return" || !this.calls.returned(message.value)) {
      this.stray(() => unexpected("a message that no call is waiting for", raw));
    } else this.expected();
  }
}

function notAgent(what: string): ConnectError {
  return new ConnectError("connect-not-agent", `the server is not a guest agent: ${what}`);
}
