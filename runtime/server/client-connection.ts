import type { Clock } from "../clock.js";
import { escapeText, ListenerError, ProtocolViolationError } from "../errors/index.js";
import type { Version } from "../session/greeting.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { droppedEvent } from "../signals/accessor.js";
import { ClientInput } from "./client-input.js";
import {
  type Caller,
  type CommandFailure,
  createEvent,
  type Failure,
  failureOf,
  formatError,
  formatEvent,
  formatGreeting,
  formatReturn,
  type Handler,
  messageOf,
  type OutgoingEvent,
  withoutContent,
} from "./handler.js";
import { Negotiation } from "./negotiation.js";
import { OutgoingQueue, type OutgoingQueueOptions } from "./outgoing-queue.js";
import {
  type CommandSet,
  executeRequest,
  type Outcome,
  readRequest,
  type Recorder,
  type Request,
} from "./request.js";
import { RequestQueue } from "./request-queue.js";
import type { SignalClient, TaggedConnection } from "./signal.js";

export interface ClientConnectionOptions extends Omit<CommandSet, "handlerOf">, OutgoingQueueOptions {
  readonly handlerOf: (command: string, client: SignalClient) => Handler<object, unknown> | undefined;
  /** The commands that send no reply if they succeed. */
  readonly noReply: ReadonlySet<string>;
  readonly version: Version;
  /** The capabilities to offer. */
  readonly capabilities: readonly string[];
  readonly clock: Clock;
  /** Returns the time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly messageLimit: number;
  readonly signalConnectionLimit: number;
  readonly recorder: Recorder;
}

/** The connection of a server to one client. */
export class ClientConnection implements SignalClient {
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  readonly signalConnectionLimit: number;
  readonly signalConnections: Map<string, TaggedConnection> = new Map<string, TaggedConnection>();
  readonly #options: ClientConnectionOptions;
  readonly #commands: CommandSet;
  readonly #negotiation: Negotiation;
  readonly #input: ClientInput;
  readonly #outgoing: OutgoingQueue;
  readonly #requests: RequestQueue;
  readonly #abort = new AbortController();
  #transport: Transport | undefined;
  #paused = false;
  #resolveEnded: () => void = () => undefined;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
    this.signalConnectionLimit = options.signalConnectionLimit;
    this.#commands = { ...options, handlerOf: (command) => options.handlerOf(command, this) };
    this.#negotiation = new Negotiation(options.capabilities);
    this.#outgoing = new OutgoingQueue(options, {
      fullChanged: () => this.#requests.updateBackpressure(),
      closeConnection: () => this.#closeTransport(),
    });
    this.#requests = new RequestQueue(this.#outgoing, options.clock, {
      setPaused: (paused) => this.#setPaused(paused),
      failed: (error) => this.#fail("a request could not be answered", error),
    });
    this.#input = this.#createInput(options.messageLimit);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Whether the client has completed the negotiation and is connected. */
  get isReady(): boolean {
    return this.#negotiation.done && !this.closed;
  }

  get closed(): boolean {
    return this.#requests.closed;
  }

  /** Whether the client receives events that are not sent over a signal connection. */
  get hasDefaultConnections(): boolean {
    return this.isReady && this.#negotiation.defaultConnections;
  }

  hasCapability(capability: string): boolean {
    return this.#negotiation.hasCapability(capability);
  }

  /** Opens the transport and sends the greeting. */
  async open(opener: TransportOpener): Promise<void> {
    const encoder = new TextEncoder();
    const sink: TransportSink = {
      data: (text) => this.#receive(encoder.encode(text)),
      bytes: (chunk) => this.#receive(chunk),
      closed: () => this.#end(),
    };
    this.#outgoing.send(formatGreeting(this.#options.version, this.#options.capabilities));
    try {
      this.#transport = await opener(sink, this.#abort.signal);
    } catch (error) {
      this.#end();
      throw error;
    }
    if (this.#paused) this.#setPaused(true);
    this.#outgoing.attach(this.#transport);
  }

  /** @param tag - the tag of the signal connection; undefined for the default connection. */
  sendEvent(event: OutgoingEvent, tag?: string): void {
    if (this.closed || !this.#outgoing.trySend(formatEvent(event, tag))) return;
    const { recorder, number } = this.#options;
    const { name, data } = event;
    recorder.recordEvent({ client: number, event: name, data, ...(tag === undefined ? {} : { tag }) });
  }

  /** Sends the event even if the queue is full: without it, the client would wait for events of this connection forever. */
  sendDropped(tag: string, accessor: string): void {
    if (this.closed) return;
    const { recorder, number, now } = this.#options;
    const data = { tag, accessor };
    this.#outgoing.send(formatEvent(createEvent(droppedEvent, data, now()), tag));
    recorder.recordEvent({ client: number, event: droppedEvent, data, tag });
  }

  /**
   * Closes the connection after the commands in execution are answered.
   * @param timeout - how long to wait for them, in milliseconds.
   */
  async close(timeout: number): Promise<void> {
    this.#stop();
    await this.#requests.idle(timeout);
    this.#closeTransport();
    await this.ended;
  }

  #closeTransport(): void {
    this.#stop();
    if (this.#transport === undefined) this.#resolveEnded();
    else {
      this.#outgoing.flush();
      try {
        this.#transport.close();
      } catch {
        // A custom transport that cannot be closed will not report the end either.
        this.#end();
      }
    }
  }

  /** Reads and executes no further request. */
  #stop(): void {
    this.#input.stop();
    this.#requests.close();
  }

  /** Releases everything when the connection has ended, whichever side closed it. */
  #end(): void {
    this.#stop();
    this.#outgoing.clear();
    this.#abort.abort();
    for (const connection of this.signalConnections.values()) connection.remove();
    this.signalConnections.clear();
    this.#resolveEnded();
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused;
    try {
      if (paused) this.#transport?.pause?.();
      else this.#transport?.resume?.();
    } catch {
      // The input limits what arrives from a transport that cannot pause.
    }
    this.#input.setPaused(paused);
  }

  /** Nothing that a client sends may throw into its transport, where it would end the process. */
  #receive(chunk: Uint8Array): void {
    if (this.closed) return;
    try {
      this.#input.push(chunk);
    } catch (error) {
      this.#fail("its input could not be read", error);
    }
  }

  /** Ends the connection because of a fault of the client, or one that the client has caused. */
  #fail(reason: string, cause?: unknown): void {
    const detail = cause === undefined ? "" : `: ${escapeText(messageOf(cause))}`;
    const message = `client ${this.#options.number}: ${reason}${detail}; its connection is closed`;
    this.#options.reportProblem(new ProtocolViolationError(message, { cause }));
    this.#closeTransport();
  }

  #createInput(limit: number): ClientInput {
    return new ClientInput(
      {
        message: (value, size) => this.#handle(value, size),
        malformed: (reason) =>
          this.#reject({ errorClass: "GenericError", message: `JSON parse error: ${reason}` }, undefined, 0),
        exceeded: (reason) => this.#fail(reason),
      },
      limit,
    );
  }

  #handle(message: unknown, size: number): void {
    const request = readRequest(message, this.#negotiation.hasCapability("oob"));
    if ("failure" in request) this.#reject(request.failure, request.id, size);
    else if (request.oob) void this.#requests.executeNow(size, () => this.#execute(request));
    else this.#requests.enqueue(size, () => this.#execute(request));
  }

  /** Answers an invalid request after the requests before it. */
  #reject(failure: Failure, id: unknown, size: number): void {
    this.#requests.enqueue(size, async () => this.#reply(formatError(failure, id)));
  }

  async #execute(request: Request): Promise<void> {
    const recordOutcome = this.#options.recorder.recordCommand(this.#options.number, request);
    let isAnswered = false;
    const answer = (outcome: Outcome): void => {
      if (isAnswered) return;
      const text = formatOutcome(outcome, request.id);
      isAnswered = true;
      recordOutcome(outcome);
      if ("failure" in outcome || !this.#options.noReply.has(request.command)) this.#reply(text);
    };
    try {
      const value = this.#handleNegotiation(request)
        ? undefined
        : await executeRequest(request, this.#callerOf(request, answer), this.#commands);
      answer({ value });
    } catch (error) {
      this.#answerFailure(request.command, failureOf(error), answer);
    }
  }

  #answerFailure(command: string, failure: CommandFailure, answer: Caller["answer"]): void {
    try {
      answer({ failure });
    } catch (cause) {
      answer({ failure: withoutContent(failure) });
      const message = `client ${this.#options.number}: the failure of ${escapeText(command)} cannot be written as JSON`;
      this.#options.reportProblem(new ListenerError(message, { cause, command }));
    }
  }

  #handleNegotiation(request: Request): boolean {
    const belongs = this.#negotiation.handle(request);
    if (belongs && this.#negotiation.done) {
      this.#input.negotiated();
      this.#requests.negotiated();
    }
    return belongs;
  }

  #reply(text: string): void {
    if (!this.#abort.signal.aborted) this.#outgoing.send(text);
  }

  #callerOf({ id, oob }: Request, answer: Caller["answer"]): Caller {
    return {
      id,
      oob,
      signal: this.#abort.signal,
      answer,
      close: () => {
        void this.close(Infinity);
      },
    };
  }
}

function formatOutcome(outcome: Outcome, id: unknown): string {
  return "failure" in outcome ? formatError(outcome.failure, id) : formatReturn(outcome.value, id);
}
