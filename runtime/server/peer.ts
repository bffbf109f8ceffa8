import { ProtocolViolationError } from "../errors/index.js";
import type { FrameSink } from "../framing/frame-sink.js";
import { ValueFramer } from "../framing/value-framer.js";
import { parseJson } from "../json.js";
import type { Clock } from "../clock.js";
import type { Version } from "../session/greeting.js";
import type { Transport, TransportOpener } from "../transport/transport.js";
import type { Client, ClientConnection } from "./client.js";
import { dispatch, type DispatcherOptions, type Success } from "./dispatcher.js";
import { CommandFailure, failureOf } from "./failure.js";
import type { Caller } from "./handlers.js";
import { Intake } from "./intake.js";
import { Negotiation } from "./negotiation.js";
import { Post, type PostOptions } from "./post.js";
import type { Recorder } from "./recording.js";
import { readRequest, type Request } from "./request.js";
import { errorText, eventText, greetingText, returnText, type Event } from "./wire.js";

export interface PeerOptions extends DispatcherOptions, PostOptions {
  readonly version: Version;
  readonly capabilities: readonly string[];
  readonly clock: Clock;
  readonly messageLimit: number;
  readonly recorder: Recorder;
}

/** One client of a server. */
export class Peer implements Client {
  readonly closed: Promise<void>;
  readonly connections: Map<string, ClientConnection> = new Map<string, ClientConnection>();
  readonly #options: PeerOptions;
  readonly #negotiation: Negotiation;
  readonly #framer: ValueFramer;
  readonly #post: Post;
  readonly #intake: Intake;
  readonly #gone = new AbortController();
  #transport: Transport | undefined;
  #end: () => void = () => undefined;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#negotiation = new Negotiation(options.capabilities);
    this.#post = new Post(options, {
      changed: () => {
        this.#intake.regulate();
      },
      hangUp: () => {
        this.#hangUp();
      },
    });
    this.#intake = new Intake(this.#post, options.clock);
    this.#framer = new ValueFramer(this.#frameSink(), options.messageLimit);
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Whether the client is past the negotiation. */
  get ready(): boolean {
    return this.#negotiation.done && !this.gone;
  }

  get gone(): boolean {
    return this.#intake.closed;
  }

  /** Whether the client is to be told of what is raised for nobody's connection. */
  get hasDefaults(): boolean {
    return this.ready && this.#negotiation.defaults;
  }

  has(capability: string): boolean {
    return this.#negotiation.has(capability);
  }

  /** Opens the connection and greets. */
  async open(opener: TransportOpener): Promise<void> {
    const sink = {
      data: (chunk: string) => {
        if (!this.gone) this.#framer.push(chunk);
      },
      closed: () => {
        this.#leave();
      },
    };
    this.#post.send(greetingText(this.#options.version, this.#options.capabilities));
    this.#transport = await opener(sink, this.#gone.signal);
    this.#intake.attach(this.#transport);
    this.#post.attach(this.#transport);
  }

  tell(event: Event, tag?: string): void {
    if (this.gone || !this.#post.offer(eventText(event, tag))) return;
    const { recorder, number } = this.#options;
    const { name, data } = event;
    recorder.event({ client: number, event: name, data, ...(tag === undefined ? {} : { tag }) });
  }

  /** Ends the connection, once the commands that are being executed are answered. */
  async close(): Promise<void> {
    this.#intake.close();
    await this.#intake.answered();
    this.#hangUp();
    await this.closed;
  }

  #hangUp(): void {
    this.#intake.close();
    this.#post.flush();
    if (this.#transport === undefined) this.#end();
    else this.#transport.close();
  }

  /** The connection has ended, by whomever. */
  #leave(): void {
    this.#intake.close();
    this.#gone.abort();
    for (const connection of this.connections.values()) connection.drop();
    this.#end();
  }

  #frameSink(): FrameSink {
    return {
      message: (text) => this.#received(text),
      malformed: () => {
        this.#refuse(new CommandFailure("JSON parse error"), undefined);
      },
      tooLong: (limit) => {
        this.#options.problem(new ProtocolViolationError(`a request of more than ${limit} characters`));
        this.#hangUp();
      },
    };
  }

  #received(text: string): boolean {
    const message = parseJson(text);
    if (message === undefined) return false;
    const request = readRequest(message, this.#negotiation.has("oob"));
    if ("failure" in request) this.#refuse(request.failure, request.id);
    else if (request.oob) void this.#execute(request);
    else this.#intake.enqueue(() => this.#execute(request));
    return true;
  }

  /** What is no request is answered in its turn. */
  #refuse(failure: CommandFailure, id: unknown): void {
    this.#intake.enqueue(async () => {
      this.#answer(errorText(failure, id));
    });
  }

  async #execute(request: Request): Promise<void> {
    const note = this.#options.recorder.command(this.#options.number, request);
    try {
      const { value, silent } = await this.#carryOut(request);
      const text = returnText(value, request.id);
      note({ value });
      if (!silent) this.#answer(text);
    } catch (error) {
      const failure = failureOf(error);
      note({ failure });
      this.#answer(errorText(failure, request.id));
    }
  }

  async #carryOut(request: Request): Promise<Success> {
    if (this.#negotiation.handles(request)) return { value: undefined, silent: false };
    return dispatch(this.#options, request, this.#caller(request), this);
  }

  #answer(text: string): void {
    if (!this.#gone.signal.aborted) this.#post.send(text);
  }

  #caller({ id, oob }: Request): Caller {
    return {
      id,
      oob,
      signal: this.#gone.signal,
      hangUp: () => {
        void this.close();
      },
    };
  }
}
