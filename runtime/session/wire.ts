import { supplier } from "#supplier";
import { QapiError } from "../errors/base.js";
import { ConnectError, DisconnectedError } from "../errors/connection.js";
import type { SupplementError } from "../errors/supplement.js";
import type { FrameSink } from "../framing/frame-sink.js";
import { LineFramer } from "../framing/line-framer.js";
import type { JsonObject } from "../json/guards.js";
import type { EventMessage } from "../events/event.js";
import type { EventSource, Subscriber } from "../events/subscription.js";
import type { Supplement } from "../supplement/supplier.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { WriteBatcher } from "../transport/write-batcher.js";
import { unexpected } from "./failures.js";
import { eventLine, type EventLine } from "./event-line.js";
import type { CoreEffects, ProtocolCore } from "./protocol-core.js";
import type { SessionRules } from "./session-rules.js";
import type { StateListener } from "./session.js";
import type { SessionHub } from "./session-hub.js";
import type { Site } from "./site.js";
import type { SessionState } from "./states.js";

const nobody: readonly StateListener[] = [];

/**
 * Joins a core, which does no I/O, to the world: transport, framing and listeners. They all speak to this one object,
 * and what few sessions need is made when it is needed: a program may have thousands that idle.
 */
export class Wire implements CoreEffects, FrameSink, Site, TransportSink {
  readonly core: ProtocolCore;
  readonly rules: SessionRules;
  readonly #framer: LineFramer;
  readonly #outbox = new WriteBatcher();
  #opening: AbortController | undefined;
  #transport: Transport | undefined;
  #hub: SessionHub | undefined;
  /** What has come while something was loaded that it may be meant for; undefined where nothing is. */
  #held: (() => void)[] | undefined;
  /** How many wait for that. */
  #loading = 0;
  #watchers: readonly StateListener[] = nobody;

  constructor(rules: SessionRules) {
    this.rules = rules;
    this.#framer = new LineFramer(this, rules.messageLimit);
    this.core = rules.core(rules, this);
  }

  /** Where listeners are told of events. */
  hub({ SessionHub }: Supplement): EventSource {
    return (this.#hub ??= new SessionHub(this));
  }

  /**
   * Does something that takes the supplement: at once where it is there. Where it is not, nothing that the server sends
   * is looked at before it is done, so that who begins to listen misses nothing.
   */
  with<R>(use: (supplement: Supplement) => R): R | Promise<R> {
    return supplier.now === undefined ? this.#supplied(use) : use(supplier.now);
  }

  /** Connects. @returns a promise that is fulfilled when the session is ready. */
  open(opener: TransportOpener, timeout: number): Promise<void> {
    const ready = this.#ready();
    this.core.open(timeout);
    if (this.rules.supplemented) this.#need();
    const opening = new AbortController();
    this.#opening = opening;
    opener(this, opening.signal).then(
      (transport) => {
        this.#attach(transport);
      },
      (error: unknown) => {
        this.core.fail(openingError(error));
        this.closed();
      },
    );
    return ready;
  }

  /** Calls back on each change of state. @returns what ends that. */
  watch(watcher: StateListener): () => void {
    this.#watchers = [...this.#watchers, watcher];
    return () => {
      const rest = this.#watchers.filter((other) => other !== watcher);
      this.#watchers = rest.length === 0 ? nobody : rest;
    };
  }

  /** Undefined until it is there. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  send(text: string, written?: () => void): void {
    this.#outbox.add(text, written);
  }

  flush(): void {
    this.#outbox.flush();
  }

  hangUp(): void {
    this.#takeHeld();
    this.#opening?.abort();
    this.ease();
    this.flush();
    this.#transport?.close();
  }

  moved(state: SessionState, previous: SessionState): void {
    if (this.#ended) this.#hub?.end(this.core.failure);
    this.rules.observer?.moved(state, previous);
    for (const watcher of this.#watchers) watcher(state, previous);
  }

  problem(error: QapiError): void {
    this.rules.observer?.problem(error);
    this.rules.onProblem(error);
  }

  event(message: JsonObject): void {
    const event = supplier.now?.readEvent(message);
    // Without what listening takes, nobody does.
    if (event !== undefined) this.#tell(event);
  }

  released(messages: readonly JsonObject[]): void {
    if (this.#held === undefined) for (const message of messages) this.event(message);
    else
      this.#held.unshift(() => {
        this.released(messages);
      });
  }

  /** Reads on, until the next who cannot take an event says so. */
  ease(): void {
    this.#hub?.ease();
  }

  message(text: string, short: boolean): boolean | undefined {
    return this.core.received(text, short);
  }

  /** What comes most goes a short way: replies, and events. */
  line(chunk: string, start: number, last: number, isShort: () => boolean): boolean {
    if (!this.core.delivering) return false;
    const event = eventLine(chunk, start);
    if (event !== undefined) return this.#eventLine(chunk, event, last, isShort);
    return (
      supplier.now !== undefined && isShort() && supplier.now.handReplyLine(chunk, start, last, this.core)
    );
  }

  malformed(text: string): void {
    this.core.malformed(text);
  }

  tooLong(limit: number): void {
    this.core.fail(unexpected(`a message of more than ${limit} characters`, undefined));
  }

  data(chunk: string): void {
    if (this.#held !== undefined) {
      this.#held.push(() => {
        this.data(chunk);
      });
      return;
    }
    const again = this.#framer.push(chunk);
    if (again === undefined || this.#ended) return;
    this.#need();
    this.data(again);
  }

  closed(cause?: Error): void {
    if (this.#held !== undefined) {
      this.#held.push(() => {
        this.closed(cause);
      });
      return;
    }
    const why = cause === undefined ? "" : `: ${cause.message}`;
    this.core.lost(new DisconnectedError(`the server ended the connection${why}`, { cause }));
  }

  /** An event that nobody listens to is not read further than to its name. */
  #eventLine(chunk: string, line: EventLine, last: number, isShort: () => boolean): boolean {
    const audience = this.#hub?.audience(line.name);
    if (audience === undefined || audience.length === 0) {
      this.rules.observer?.unheard();
      return true;
    }
    const event = isShort() ? supplier.now?.readEventLine(chunk, line, last) : undefined;
    if (event !== undefined) this.#tell(event, audience);
    return event !== undefined;
  }

  #tell(event: EventMessage, audience?: readonly Subscriber[]): void {
    this.rules.observer?.event(event);
    const problem = this.rules.supplemented ? supplier.now?.wrongEvent(this.rules, event) : undefined;
    if (problem === undefined) this.#hub?.dispatch(event, audience);
    else this.problem(problem);
  }

  /** Nothing more can be taken before the supplement is there. */
  #need(): void {
    Promise.resolve(this.with(() => undefined)).catch((error: unknown) => {
      this.core.fail(error as SupplementError);
    });
  }

  async #supplied<R>(use: (supplement: Supplement) => R): Promise<R> {
    if (!this.#ended) this.#held ??= [];
    this.#loading++;
    try {
      return use(await supplier.load());
    } finally {
      if (--this.#loading === 0) this.#takeHeld();
    }
  }

  #takeHeld(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const take of held) take();
  }

  /** Whether no event can come any more. */
  get #ended(): boolean {
    const { state } = this.core;
    return state === "closing" || state === "disconnected";
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.watch((state) => {
        if (state === "connecting" || state === "negotiating") return;
        stop();
        if (state === "connected") resolve();
        else reject(this.core.failure ?? new ConnectError("connect-aborted", "the session was closed"));
      });
    });
  }

  #attach(transport: Transport): void {
    this.#transport = transport;
    this.#opening = undefined;
    this.core.reached();
    this.#outbox.attach(transport);
    if (this.core.state === "closing") transport.close();
  }
}

function openingError(error: unknown): QapiError {
  if (error instanceof QapiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ConnectError("connect-failed", `cannot connect: ${message}`, { cause: error });
}
