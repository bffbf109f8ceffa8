import type { Clock } from "../clock.js";
import { ProtocolViolationError } from "../errors/index.js";
import type { FrameSink } from "../framing/frame-sink.js";
import { ValueFramer } from "../framing/value-framer.js";
import { parseJson } from "../json.js";
import type { Version } from "../session/greeting.js";
import type { Transport, TransportOpener } from "../transport/transport.js";
import { droppedEvent } from "../signals/accessor.js";
import { CommandFailure, failureOf, type Caller, type Handler } from "./handler.js";
import {
  createEvent,
  formatError,
  formatEvent,
  formatGreeting,
  formatReturn,
  type OutgoingEvent,
} from "./messages.js";
import { Negotiation } from "./negotiation.js";
import { OutgoingQueue, type OutgoingQueueOptions } from "./outgoing-queue.js";
import type { Recorder } from "./recording.js";
import { RequestQueue } from "./request-queue.js";
import { executeRequest, readRequest, type CommandSet, type Request } from "./request.js";
import type { SignalClient, TaggedConnection } from "./signal-commands.js";

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
  readonly recorder: Recorder;
}

/** The connection of a server to one client. */
export class ClientConnection implements SignalClient {
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  readonly signalConnections: Map<string, TaggedConnection> = new Map<string, TaggedConnection>();
  readonly #options: ClientConnectionOptions;
  readonly #commands: CommandSet;
  readonly #negotiation: Negotiation;
  readonly #framer: ValueFramer;
  readonly #outgoing: OutgoingQueue;
  readonly #requests: RequestQueue;
  readonly #abort = new AbortController();
  #transport: Transport | undefined;
  #resolveEnded: () => void = () => undefined;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
    this.#commands = { ...options, handlerOf: (command) => options.handlerOf(command, this) };
    this.#negotiation = new Negotiation(options.capabilities);
    this.#outgoing = new OutgoingQueue(options, {
      fullChanged: () => {
        this.#requests.updateBackpressure();
      },
      closeConnection: () => {
        this.#closeTransport();
      },
    });
    this.#requests = new RequestQueue(this.#outgoing, options.clock);
    this.#framer = new ValueFramer(this.#frameSink(), options.messageLimit);
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
    const sink = {
      data: (chunk: string) => {
        if (!this.closed) this.#framer.push(chunk);
      },
      closed: () => {
        this.#end();
      },
    };
    this.#outgoing.send(formatGreeting(this.#options.version, this.#options.capabilities));
    this.#transport = await opener(sink, this.#abort.signal);
    this.#requests.attach(this.#transport);
    this.#outgoing.attach(this.#transport);
  }

  /** @param tag - the tag of the signal connection; undefined for the default connection. */
  sendEvent(event: OutgoingEvent, tag?: string): void {
    if (this.closed || !this.#outgoing.trySend(formatEvent(event, tag))) return;
    const { recorder, number } = this.#options;
    const { name, data } = event;
    recorder.recordEvent({ client: number, event: name, data, ...(tag === undefined ? {} : { tag }) });
  }

  /** Is never dropped: without it, the client would wait for events of the connection forever. */
  sendDropped(tag: string, accessor: string): void {
    if (this.closed) return;
    const { recorder, number, now } = this.#options;
    const data = { tag, accessor };
    this.#outgoing.send(formatEvent(createEvent(droppedEvent, data, now()), undefined));
    recorder.recordEvent({ client: number, event: droppedEvent, data });
  }

  /** Closes the connection after the commands in execution are answered. */
  async close(): Promise<void> {
    this.#requests.close();
    await this.#requests.idle();
    this.#closeTransport();
    await this.ended;
  }

  #closeTransport(): void {
    this.#requests.close();
    this.#outgoing.flush();
    if (this.#transport === undefined) this.#resolveEnded();
    else this.#transport.close();
  }

  /** Releases everything when the connection has ended, whichever side closed it. */
  #end(): void {
    this.#requests.close();
    this.#abort.abort();
    for (const connection of this.signalConnections.values()) connection.remove();
    this.#resolveEnded();
  }

  #frameSink(): FrameSink {
    return {
      message: (text) => this.#receive(text),
      malformed: () => {
        this.#reject(new CommandFailure("JSON parse error"), undefined);
      },
      tooLong: (limit) => {
        const message = `a request is longer than ${limit} characters; its connection is closed`;
        this.#options.reportProblem(new ProtocolViolationError(message));
        this.#closeTransport();
      },
    };
  }

  #receive(text: string): boolean {
    const message = parseJson(text);
    if (message === undefined) return false;
    const request = readRequest(message, this.#negotiation.hasCapability("oob"));
    if ("failure" in request) this.#reject(request.failure, request.id);
    else if (request.oob) void this.#execute(request);
    else this.#requests.enqueue(() => this.#execute(request));
    return true;
  }

  /** Answers an invalid request after the requests before it. */
  #reject(failure: CommandFailure, id: unknown): void {
    this.#requests.enqueue(async () => {
      this.#reply(formatError(failure, id));
    });
  }

  async #execute(request: Request): Promise<void> {
    const recordOutcome = this.#options.recorder.recordCommand(this.#options.number, request);
    try {
      const value = this.#negotiation.handle(request)
        ? undefined
        : await executeRequest(request, this.#callerOf(request), this.#commands);
      const text = formatReturn(value, request.id);
      recordOutcome({ value });
      if (!this.#options.noReply.has(request.command)) this.#reply(text);
    } catch (error) {
      const failure = failureOf(error);
      recordOutcome({ failure });
      this.#reply(formatError(failure, request.id));
    }
  }

  #reply(text: string): void {
    if (!this.#abort.signal.aborted) this.#outgoing.send(text);
  }

  #callerOf({ id, oob }: Request): Caller {
    return {
      id,
      oob,
      signal: this.#abort.signal,
      close: () => {
        void this.close();
      },
    };
  }
}
