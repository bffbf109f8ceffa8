import { ProtocolViolationError, QueueOverflowError, type QapiError } from "../errors/index.js";
import { ValueFramer } from "../framing/value-framer.js";
import { parseJson } from "../json/parse.js";
import type { Clock } from "../session/clock.js";
import type { Transport, TransportOpener } from "../transport/transport.js";
import type { Client, ClientConnection } from "./client.js";
import { dispatch, type DispatcherOptions } from "./dispatcher.js";
import { CommandFailure, failureOf } from "./failure.js";
import type { Caller } from "./handlers.js";
import { Negotiation } from "./negotiation.js";
import type { SlowClientPolicy } from "./options.js";
import { Post } from "./post.js";
import type { Recorder } from "./recording.js";
import { readRequest, type Request } from "./request.js";
import { errorText, eventText, greetingText, returnText, type Event } from "./wire.js";
import type { Version } from "../session/message.js";

export interface PeerOptions extends DispatcherOptions {
  /** Which client of the server's it is: 1 for the first. */
  readonly number: number;
  readonly version: Version;
  readonly capabilities: readonly string[];
  readonly clock: Clock;
  readonly messageLimit: number;
  readonly queueLimit: number;
  readonly slowClients: SlowClientPolicy;
  readonly recorder: Recorder;
  readonly problem: (error: QapiError) => void;
}

/** How long commands that are being executed may take to be answered when the connection is to end. */
const closingGrace = 1000;

/** More commands than these do not wait to be executed: nothing is read until some are. */
const mostCommands = 64;

/** One client of a server. */
export class Peer implements Client {
  readonly closed: Promise<void>;
  readonly connections: Map<string, ClientConnection> = new Map<string, ClientConnection>();
  readonly #options: PeerOptions;
  readonly #negotiation: Negotiation;
  readonly #framer: ValueFramer;
  readonly #post: Post;
  readonly #gone = new AbortController();
  #transport: Transport | undefined;
  #end: () => void = () => undefined;
  /** The in-band commands, each behind the one before it. */
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #paused = false;
  #dropped = 0;
  #closing = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#negotiation = new Negotiation(options.capabilities);
    this.#post = new Post({ limit: options.queueLimit, changed: this.#regulate });
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    const sink = {
      message: (text: string) => this.#received(text),
      malformed: () => {
        this.#enqueue(() => this.#answer(errorText(new CommandFailure("JSON parse error"), undefined)));
      },
      tooLong: (limit: number) => {
        options.problem(new ProtocolViolationError(`a request of more than ${limit} characters`));
        this.#hangUp();
      },
    };
    this.#framer = new ValueFramer(sink, options.messageLimit);
  }

  /** Whether the client is past the negotiation. */
  get ready(): boolean {
    return this.#negotiation.done && !this.#closing;
  }

  get gone(): boolean {
    return this.#closing;
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
        if (!this.#closing) this.#framer.push(chunk);
      },
      closed: () => {
        this.#closing = true;
        this.#gone.abort();
        this.#leave();
        this.#end();
      },
    };
    this.#post.send(greetingText(this.#options.version, this.#options.capabilities));
    this.#transport = await opener(sink, this.#gone.signal);
    this.#post.attach(this.#transport);
  }

  tell(event: Event, tag?: string): void {
    if (this.#closing || !this.#takes()) return;
    this.#post.send(eventText(event, tag));
    const { recorder, number } = this.#options;
    recorder.event({
      client: number,
      event: event.name,
      data: event.data,
      ...(tag === undefined ? {} : { tag }),
    });
  }

  /** Ends the connection, once the commands that are being executed are answered. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#post.release();
    await this.#queueOrGrace();
    this.#hangUp();
    await this.closed;
  }

  /** Whether there is room for an event. Where there is none, the policy is followed, and told. */
  #takes(): boolean {
    if (!this.#post.full) {
      this.#dropped = 0;
      return true;
    }
    const { slowClients, problem, queueLimit, number } = this.#options;
    const what = `more than ${queueLimit} characters wait for client ${number}`;
    if (slowClients === "hang-up") {
      problem(new QueueOverflowError(`${what}: its connection is ended`));
      this.#hangUp();
    } else if (++this.#dropped === 1) problem(new QueueOverflowError(`${what}: it misses events`));
    return false;
  }

  /** Reads no more while the client asks faster than it is answered, or does not take its answers. */
  readonly #regulate = (): void => {
    const congested = !this.#closing && (this.#queued > mostCommands || this.#post.full);
    if (congested === this.#paused) return;
    this.#paused = congested;
    if (congested) this.#transport?.pause?.();
    else this.#transport?.resume?.();
  };

  #leave(): void {
    for (const connection of this.connections.values()) connection.drop();
    this.connections.clear();
    this.#post.release();
  }

  #queueOrGrace(): Promise<void> {
    return new Promise((resolve) => {
      const stopClock = this.#options.clock.after(closingGrace, resolve);
      void this.#queue.then(() => {
        stopClock();
        resolve();
      });
    });
  }

  #hangUp(): void {
    this.#closing = true;
    this.#regulate();
    this.#post.flush();
    if (this.#transport === undefined) this.#end();
    else this.#transport.close();
  }

  #received(text: string): boolean {
    const message = parseJson(text);
    if (message === undefined) return false;
    const request = readRequest(message, this.#negotiation.has("oob"));
    if ("failure" in request) {
      this.#enqueue(() => this.#answer(errorText(request.failure, request.id)));
    } else if (request.oob) {
      void this.#execute(request);
    } else this.#enqueue(() => this.#execute(request));
    return true;
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queued++;
    this.#regulate();
    this.#queue = this.#queue.then(async () => {
      if (this.#post.full) await this.#post.room();
      if (!this.#closing) await task();
      this.#queued--;
      this.#regulate();
    });
  }

  async #execute(request: Request): Promise<void> {
    const { recorder, number } = this.#options;
    const note = recorder.command(number, request);
    try {
      const { value, silent } = await this.#carryOut(request);
      note({ value });
      if (!silent) await this.#answer(returnText(value, request.id));
    } catch (error) {
      const failure = failureOf(error);
      note({ failure });
      await this.#answer(errorText(failure, request.id));
    }
  }

  async #carryOut(request: Request): Promise<{ value: unknown; silent: boolean }> {
    if (this.#negotiation.handles(request)) return { value: undefined, silent: false };
    return dispatch(this.#options, request, this.#caller(request), this);
  }

  async #answer(text: string): Promise<void> {
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
