import { type Clock, startTimer } from "../clock.js";
import { ConnectError, IntrospectionError, type QapiError } from "../errors/index.js";
import {
  isPlainCommand,
  type SendQuery,
  sendQuery,
  type ServerFeatures,
} from "../introspection/server-features.js";
import { isObject, parseJson } from "../json.js";
import type { RequestOutput } from "../session/call-table.js";
import { commandError, notAMessage, unexpected } from "../session/errors.js";
import { classify, type Message } from "../session/message.js";
import { firstLine, openingTimeout } from "../session/negotiation.js";
import { emptyGreeting, type Greeting } from "../session/greeting.js";
import type { SessionConfig } from "../session/session-options.js";
import { type EventReceiver, type ProtocolOutput, SessionProtocol } from "../session/session-protocol.js";
import { AgentCalls } from "./agent-calls.js";

/** The most characters that are kept of the first text. */
const maxFirstText = 1000;

/**
 * The banners of servers that are never in front of a guest agent. Other text may be: a port may still hold what the guest
 * wrote before its agent started.
 */
const knownBanner = /^(?:SSH-|HTTP\/|RFB |QEMU \S+ monitor)[^\r\n]*[\r\n]|^\(qemu\) /;

/**
 * The protocol of the guest agent. The agent does not greet, and its replies carry no ids: one call is sent at a time, and
 * the session synchronises each time it cannot be sure which call the next reply answers.
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
    this.calls = new AgentCalls(output, config, () => this.#synchronise());
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
    if (this.#firstText.length < maxFirstText) {
      this.#firstText = (this.#firstText + chunk).replace(/^[^!-~]+/, "").slice(0, maxFirstText);
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
    this.#synchronisation = new Synchronisation(this.output, this.config.clock, this.#interval, () =>
      this.#synchronised(),
    );
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
    } else this.strays?.expectedMessage();
  }
}

function notAgent(what: string): ConnectError {
  return new ConnectError("connect-not-agent", `the server is not a guest agent: ${what}`);
}

/**
 * Queries the commands of a guest agent, which is all that an agent reports.
 * @throws IntrospectionError (as a rejection) if the agent has no `guest-info`.
 */
export async function queryAgentCommands(send: SendQuery): Promise<ServerFeatures> {
  const commands = enabledCommands(await sendQuery(send, "guest-info"));
  return (question) => {
    if (isPlainCommand(question)) return commands.has(question.command);
    throw new IntrospectionError("a guest agent reports only which commands it supports");
  };
}

/** The commands in the answer to `guest-info` that can be called: an agent also lists disabled ones. */
function enabledCommands(answer: unknown): ReadonlySet<string> {
  const list = isObject(answer) ? answer["supported_commands"] : undefined;
  const commands: unknown[] = Array.isArray(list) ? list : [];
  return new Set(
    commands.flatMap((command) => {
      if (!isObject(command) || command["enabled"] !== true) return [];
      return typeof command["name"] === "string" ? [command["name"]] : [];
    }),
  );
}

/** The longest delay between two attempts, in milliseconds. */
const maxInterval = 30_000;

/** Tokens are below this: the agent's `int` and every JSON parser represent them exactly. */
const tokenLimit = 0x7fff_ffff;

/**
 * Synchronises with a guest agent: messages before the reply with the current token belong to another client or to a
 * cancelled call, and are ignored. An agent that is not running does not answer, so the request is repeated.
 * @see QEMU's "QEMU Guest Agent Protocol Reference", `guest-sync-delimited`
 */
class Synchronisation {
  readonly #output: RequestOutput;
  readonly #clock: Clock;
  #interval: number;
  readonly #onDone: () => void;
  /** Differs in each attempt, so that a late reply to an earlier attempt is not accepted. */
  #token = Math.floor(Math.random() * tokenLimit);
  #cancelTimer: (() => void) | undefined;

  /**
   * @param interval - the delay before the second attempt, in milliseconds. Each further delay is twice as long.
   * @param onDone - called when the session is synchronised.
   */
  constructor(output: RequestOutput, clock: Clock, interval: number, onDone: () => void) {
    this.#output = output;
    this.#clock = clock;
    this.#interval = interval;
    this.#onDone = onDone;
    this.#request();
  }

  /** @returns false if the message does not end the synchronisation. */
  receive(message: unknown): boolean {
    if (!isObject(message) || message["return"] !== this.#token) return false;
    this.stop();
    this.#onDone();
    return true;
  }

  stop(): void {
    this.#cancelTimer?.();
  }

  #request(): void {
    this.#token = (this.#token + 1) % tokenLimit;
    // The byte 0xFF makes the agent discard an incomplete request.
    this.#output.send(`\u00ff{"execute":"guest-sync-delimited","arguments":{"id":${this.#token}}}`);
    this.#cancelTimer = startTimer(this.#clock, this.#interval, () => {
      this.#interval = Math.min(this.#interval * 2, maxInterval);
      this.#request();
    });
  }
}
