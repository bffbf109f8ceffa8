import { checkLimit } from "../clock.js";
import { type QapiError } from "../errors/base.js";
import { nameWaiter, rejectionOf } from "../errors/caller-stack.js";
import { QueueOverflowError } from "../errors/event.js";
import type { EventName, Protocol } from "../protocol.js";
import type { EventDispatcher } from "./dispatcher.js";
import type { EventMessage } from "./event.js";
import { endedBefore } from "./once.js";
import {
  endedBySession,
  EndPromise,
  type EventGap,
  type Subscriber,
  type SubscriptionEnd,
} from "./subscription.js";

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
  readonly names?: readonly K[] | undefined;
  /** The maximum number of queued events. Default: 10,000. */
  readonly limit?: number | undefined;
  /**
   * The maximum size of the queued events, in characters of their text; their data takes up to 20 bytes for each. Default:
   * 16 Mi.
   */
  readonly sizeLimit?: number | undefined;
  /** What happens at the limit. Default: `fail`. */
  readonly overflow?: OverflowPolicy | undefined;
  /** Called when the queue is full; called again only after half of it was consumed in between. */
  readonly onOverflow?: (() => unknown) | undefined;
  /** Called after a persistent session has reconnected, because events may have been missed. */
  readonly onGap?: ((gap: EventGap) => unknown) | undefined;
}

/** The parameters of `events`: names, which may be the elements of an array, or options. */
export type EventSelection<K extends string> =
  readonly [] | readonly [first: K, ...more: K[]] | readonly K[] | readonly [options: StreamOptions<K>];

/** The names that a selection stands for: every name of the protocol for an empty list, from which `never` is inferred. */
export type SelectedName<P extends Protocol, K extends EventName<P>> = [K] extends [never] ? EventName<P> : K;

/**
 * An asynchronous iterator over events, which queues events from its creation on. After the queued events, it is done if
 * the session was closed, and throws a DisconnectedError if the session was lost.
 */
export interface EventStream<E> extends AsyncIterableIterator<E, undefined>, AsyncDisposable {
  /** Fulfilled when no more events can arrive, with the reason. Never rejects. */
  readonly ended: Promise<SubscriptionEnd>;
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

/** In characters. */
export const defaultSizeLimit: number = 16 * 1024 * 1024;

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
export class EventQueue<E extends EventMessage> implements EventStream<E> {
  readonly #dispatcher: EventDispatcher;
  readonly #subscriber: Subscriber;
  readonly #options: StreamOptions;
  readonly #limit: number;
  readonly #sizeLimit: number;
  /** The events and their sizes. A Map, because removing its first entry takes constant time. */
  readonly #queue = new Map<E, number>();
  #size = 0;
  readonly #reads: PendingRead<E>[] = [];
  #dropped = 0;
  /** Whether the limit was reached and half of the queue was not yet consumed since. */
  #full = false;
  readonly #end = new EndPromise();
  /** The error that the stream throws after its last event. */
  #error: QapiError | undefined;

  constructor(dispatcher: EventDispatcher, options: StreamOptions) {
    const { names = [], limit = defaultLimit, sizeLimit = defaultSizeLimit } = options;
    checkLimit(limit, "limit");
    checkLimit(sizeLimit, "sizeLimit");
    this.#dispatcher = dispatcher;
    this.#options = options;
    this.#limit = limit;
    this.#sizeLimit = sizeLimit;
    this.#subscriber = {
      names: names.length === 0 ? undefined : [...names],
      deliver: (message, size) => this.#deliver(message, size),
      gap: (gap) => options.onGap?.(gap),
      ended: (error) => this.finish(endedBySession(error), error && endedBefore("another event", error)),
    };
    dispatcher.add(this.#subscriber);
  }

  get ended(): Promise<SubscriptionEnd> {
    return this.#end.promise;
  }

  get dropped(): number {
    return this.#dropped;
  }

  next(): Promise<IteratorResult<E, undefined>> {
    for (const value of this.#queue.keys()) {
      this.#remove(value);
      const isHalf = this.#queue.size * 2 <= this.#limit && this.#size * 2 <= this.#sizeLimit;
      if (this.#full && isHalf) this.#resume();
      return Promise.resolve({ done: false, value });
    }
    if (!this.#end.hasEnded) {
      return nameWaiter(
        new Promise((resolve, reject) => {
          this.#reads.push({ resolve, reject });
        }),
      );
    }
    const error = this.#error;
    // An iterator that has thrown is done afterwards.
    this.#error = undefined;
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : rejectionOf(error);
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.finish({ reason: "disconnected", error: undefined }, undefined);
    this.#queue.clear();
    this.#size = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): EventStream<E> {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #deliver(message: EventMessage, size: number): void {
    if (this.#end.hasEnded) return;
    const value = message as E;
    const read = this.#reads.shift();
    if (read !== undefined) read.resolve({ done: false, value });
    else if (this.#hasRoom(size) || this.#makeRoom(message, size)) {
      this.#queue.set(value, size);
      this.#size += size;
    }
  }

  /** One event of any size has room in an empty queue. */
  #hasRoom(size: number): boolean {
    const { size: count } = this.#queue;
    return count < this.#limit && (count === 0 || this.#size + size <= this.#sizeLimit);
  }

  #remove(value: E): void {
    this.#size -= this.#queue.get(value) ?? 0;
    this.#queue.delete(value);
  }

  /** Applies the overflow policy. @returns whether the event can be queued. */
  #makeRoom(message: EventMessage, size: number): boolean {
    const { overflow, onOverflow } = this.#options;
    if (!this.#full) this.#dispatcher.callBack("onOverflow", () => onOverflow?.());
    this.#full = true;
    if (overflow === "pause" && this.#dispatcher.pause(this.#subscriber)) return true;
    if (overflow === "drop-oldest") return this.#dropOldest(message, size);
    const limits = `${this.#limit} events or ${this.#sizeLimit} characters`;
    const error = new QueueOverflowError(`more than ${limits} were queued`);
    this.finish({ reason: "overflow", error }, error);
    return false;
  }

  /** @returns false if the limit is 0, so that the new event is the one discarded. */
  #dropOldest(newest: EventMessage, size: number): boolean {
    for (const oldest of this.#queue.keys()) {
      this.#remove(oldest);
      this.#drop(oldest);
      if (this.#hasRoom(size)) return true;
    }
    if (this.#limit > 0) return true;
    this.#drop(newest);
    return false;
  }

  #drop(message: EventMessage): void {
    this.#dropped++;
    this.#dispatcher.dropped(message);
  }

  #resume(): void {
    this.#full = false;
    this.#dispatcher.resume(this.#subscriber);
  }

  /** Ends the stream. @param error - what it throws after its last event; undefined if nothing. */
  finish(end: SubscriptionEnd, error: QapiError | undefined): void {
    if (!this.#end.settle(end)) return;
    this.#error = error;
    this.#dispatcher.remove(this.#subscriber);
    for (const read of this.#reads.splice(0)) this.next().then(read.resolve, read.reject);
  }
}
