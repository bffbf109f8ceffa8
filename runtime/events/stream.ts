import type { QapiError } from "../errors/base.js";
import { QueueOverflowError } from "../errors/event.js";
import type { EventDispatcher } from "./dispatcher.js";
import type { EventMessage } from "./event.js";
import { endedBefore } from "./once.js";
import type { EventGap, Subscriber } from "./subscription.js";

/**
 * What a stream does when its queue is full. `fail` ends the stream with a QueueOverflowError after the queued events.
 * `drop-oldest` discards the oldest event and counts it in `dropped`. `pause` stops reading from the server until half of
 * the queue is consumed; events that were already read exceed the limit, and the session reads on while a call awaits its
 * reply, so that the consumer can make calls. Over a transport that cannot pause, `pause` behaves as `fail`.
 */
type OverflowPolicy = "fail" | "drop-oldest" | "pause";

/** The options of an event stream. */
export interface StreamOptions<K extends string = string> {
  /** The names of the events. Default, also if empty: every event. */
  readonly names?: readonly K[];
  /** The maximum number of queued events. Default: 10,000. */
  readonly limit?: number;
  /** What happens at the limit. Default: `fail`. */
  readonly overflow?: OverflowPolicy;
  /** Called when the queue is full; called again only after half of it was consumed in between. */
  readonly onOverflow?: () => void;
  /** Called after a persistent session has reconnected, because events may have been missed. */
  readonly onGap?: (gap: EventGap) => void;
}

/** The parameters of `events`: names, or options. */
export type EventSelection<K extends string> =
  readonly [] | readonly [first: K, ...more: K[]] | readonly [options: StreamOptions<K>];

/**
 * An asynchronous iterator over events, which queues events from its creation on. After the queued events, it is done if
 * the session was closed, and throws a DisconnectedError if the session was lost.
 */
export interface EventStream<E> extends AsyncIterableIterator<E, undefined>, AsyncDisposable {
  /** The number of events discarded by `drop-oldest`. */
  readonly dropped: number;
  next(): Promise<IteratorResult<E, undefined>>;
  return(): Promise<IteratorResult<E, undefined>>;
  [Symbol.asyncIterator](): EventStream<E>;
}

/** A call of `next` that waits for an event. */
interface PendingRead<E> {
  readonly resolve: (result: IteratorResult<E, undefined>) => void;
  readonly reject: (error: QapiError) => void;
}

const defaultLimit = 10_000;

/** Creates the stream that a session's `events` returns, from its names or its options. */
export function streamOf<E extends EventMessage>(
  dispatcher: EventDispatcher,
  selection: EventSelection<string>,
): EventStream<E> {
  return new EventQueue(dispatcher, isOptions(selection) ? selection[0] : { names: selection });
}

function isOptions(selection: EventSelection<string>): selection is readonly [options: StreamOptions] {
  return typeof selection[0] === "object";
}

/** A bounded queue of events between a dispatcher and the consumer of a stream. */
export class EventQueue<E extends EventMessage> implements EventStream<E>, Subscriber {
  readonly names: readonly string[] | undefined;
  readonly #dispatcher: EventDispatcher;
  readonly #options: StreamOptions;
  readonly #limit: number;
  /** A Set, because removing its first member takes constant time. */
  readonly #queue = new Set<E>();
  readonly #reads: PendingRead<E>[] = [];
  #dropped = 0;
  /** Whether the limit was reached and half of the queue was not yet consumed since. */
  #full = false;
  #end: { error: QapiError | undefined } | undefined;

  constructor(dispatcher: EventDispatcher, options: StreamOptions) {
    const { names = [], limit = defaultLimit } = options;
    this.names = names.length === 0 ? undefined : [...names];
    this.#dispatcher = dispatcher;
    this.#options = options;
    this.#limit = limit;
    dispatcher.add(this);
  }

  get dropped(): number {
    return this.#dropped;
  }

  deliver(message: EventMessage): void {
    if (this.#end !== undefined) return;
    const value = message as E;
    const read = this.#reads.shift();
    if (read !== undefined) read.resolve({ done: false, value });
    else if (this.#queue.size < this.#limit || this.#makeRoom(message)) this.#queue.add(value);
  }

  gap(gap: EventGap): void {
    this.#options.onGap?.(gap);
  }

  ended(error: QapiError | undefined): void {
    this.#finish(error === undefined ? undefined : endedBefore("another event", error));
  }

  next(): Promise<IteratorResult<E, undefined>> {
    for (const value of this.#queue) {
      this.#queue.delete(value);
      if (this.#full && this.#queue.size * 2 <= this.#limit) this.#resume();
      return Promise.resolve({ done: false, value });
    }
    if (this.#end === undefined) {
      return new Promise((resolve, reject) => {
        this.#reads.push({ resolve, reject });
      });
    }
    const { error } = this.#end;
    // An iterator that has thrown is done afterwards.
    this.#end.error = undefined;
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.#dispatcher.remove(this);
    this.#finish(undefined);
    this.#queue.clear();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): EventStream<E> {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Applies the overflow policy. @returns whether the event can be queued. */
  #makeRoom(message: EventMessage): boolean {
    const { overflow, onOverflow } = this.#options;
    if (!this.#full) onOverflow?.();
    this.#full = true;
    if (overflow === "pause" && this.#dispatcher.pause(this)) return true;
    if (overflow === "drop-oldest") return this.#dropOldest(message);
    this.#dispatcher.remove(this);
    this.#finish(new QueueOverflowError(`more than ${this.#limit} events were queued`));
    return false;
  }

  /** @returns false if the limit is 0, so that the new event is the one discarded. */
  #dropOldest(newest: EventMessage): boolean {
    this.#dropped++;
    for (const oldest of this.#queue) {
      this.#queue.delete(oldest);
      this.#dispatcher.dropped(oldest);
      return true;
    }
    this.#dispatcher.dropped(newest);
    return false;
  }

  #resume(): void {
    this.#full = false;
    this.#dispatcher.resume(this);
  }

  #finish(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const read of this.#reads.splice(0)) this.next().then(read.resolve, read.reject);
  }
}
