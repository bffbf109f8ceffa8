import { ProtocolViolationError, type QapiError } from "../errors/index.js";
import { ValueFramer } from "../framing/value-framer.js";
import { parseJson } from "../json/parse.js";
import type { Clock } from "../session/clock.js";
import { Outbox } from "../session/outbox.js";
import type { Transport, TransportOpener } from "../transport/transport.js";
import { dispatch, type DispatcherOptions } from "./dispatcher.js";
import { CommandFailure, failureOf } from "./failure.js";
import type { Caller } from "./handlers.js";
import { Negotiation } from "./negotiation.js";
import { readRequest, type Request } from "./request.js";
import { errorText, returnText } from "./wire.js";

export interface PeerOptions extends DispatcherOptions {
  readonly greeting: string;
  readonly capabilities: readonly string[];
  readonly clock: Clock;
  readonly messageLimit: number;
  readonly problem: (error: QapiError) => void;
}

/** How long commands that are being executed may take to be answered when the connection is to end. */
const closingGrace = 1000;

/** One client of a server. */
export class Peer {
  readonly closed: Promise<void>;
  readonly #options: PeerOptions;
  readonly #negotiation: Negotiation;
  readonly #framer: ValueFramer;
  readonly #outbox = new Outbox();
  readonly #gone = new AbortController();
  #transport: Transport | undefined;
  #end: () => void = () => undefined;
  /** The in-band commands, each behind the one before it. */
  #queue: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#negotiation = new Negotiation(options.capabilities);
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

  /** Opens the connection and greets. */
  async open(opener: TransportOpener): Promise<void> {
    const sink = {
      data: (chunk: string) => {
        if (!this.#closing) this.#framer.push(chunk);
      },
      closed: () => {
        this.#closing = true;
        this.#gone.abort();
        this.#end();
      },
    };
    this.#outbox.add(this.#options.greeting);
    this.#transport = await opener(sink, this.#gone.signal);
    this.#outbox.attach(this.#transport);
  }

  send(text: string): void {
    if (!this.#gone.signal.aborted) this.#outbox.add(text);
  }

  /** Ends the connection, once the commands that are being executed are answered. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#queueOrGrace();
    this.#hangUp();
    await this.closed;
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
    this.#outbox.flush();
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
    this.#queue = this.#queue.then(() => (this.#closing ? undefined : task()));
  }

  async #execute(request: Request): Promise<void> {
    try {
      if (this.#negotiation.handles(request)) {
        await this.#answer(returnText(undefined, request.id));
        return;
      }
      const { value, silent } = await dispatch(this.#options, request, this.#caller(request));
      if (!silent) await this.#answer(returnText(value, request.id));
    } catch (error) {
      await this.#answer(errorText(failureOf(error), request.id));
    }
  }

  async #answer(text: string): Promise<void> {
    this.send(text);
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
