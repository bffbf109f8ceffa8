import { ConnectError, type QapiError } from "../errors/index.js";
import type { SendQuery, ServerFeatures } from "../introspection/server-features.js";
import { parseJson } from "../json.js";
import type { SessionConfig } from "../session/config.js";
import { commandError, notAMessage, unexpected } from "../session/errors.js";
import { emptyGreeting, type Greeting } from "../session/greeting.js";
import { classify, type Message } from "../session/message.js";
import { openingTimeout } from "../session/negotiation.js";
import { SessionProtocol, type EventReceiver, type ProtocolOutput } from "../session/session-protocol.js";
import { AgentCalls } from "./agent-calls.js";
import { queryAgentCommands } from "./agent-features.js";
import { Synchronisation } from "./synchronisation.js";

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
    if (value === undefined) return false;
    if (this.#synchronisation === undefined) this.#handle(classify(value), value);
    else this.#synchronisation.receive(value);
    return true;
  }

  /** Text that is not a message may have been the reply to the current call. During synchronisation it is expected. */
  malformed(text: string): void {
    if (this.ended || this.#synchronisation !== undefined) return;
    const call = this.calls.current;
    if (call === undefined) this.config.reportProblem(notAMessage(undefined, text));
    else this.calls.cancel(call, notAMessage(call, text));
  }

  protected handshakeTimeout(timeout: number): QapiError {
    if (this.state === "connecting") return openingTimeout(this.config, timeout);
    const message = `connected, but no guest agent answered within ${timeout} ms`;
    return new ConnectError("connect-timeout", message);
  }

  protected handshakeError(cause: QapiError): QapiError {
    const message = "the connection ended before the guest agent answered";
    return new ConnectError("connect-closed", message, { cause });
  }

  protected endCalls(): void {
    this.#synchronisation?.stop();
    this.calls.end(this.failure);
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

  #handle(message: Message, raw: unknown): void {
    if (message.kind === "event") this.events.receive(message);
    else if (message.kind === "error") {
      this.calls.failed((call, inferred) => commandError(call, message.error, raw, inferred));
    } else if (message.kind !== "return" || !this.calls.returned(message.value)) {
      this.config.reportProblem(unexpected("a message that no call is waiting for", raw));
    }
  }
}
