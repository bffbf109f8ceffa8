import type { QapiError } from "../errors/base.js";
import { QueueOverflowError } from "../errors/signal.js";
import type { EventMessage } from "./event.js";
import { endedWhileWaiting } from "./once.js";
import type { EventGap, EventSource, Subscriber } from "./subscription.js";

/**
 * What a full queue does: `fail` ends the stream with a QueueOverflowError, behind the events that it holds;
 * `drop-oldest` makes room, and counts what was lost in `dropped`; `pause` reads no more from the server until
 * half of the queue is taken. What was read already is kept beyond the limit, and so is what comes while a call
 * awaits its reply: a loop may make calls. Over a transport that cannot pause, `pause` is `fail`.
 */
export type OverflowPolicy = "fail" | "drop-oldest" | "pause";

/** Which events a stream is of, and how many may wait in it. */
export interface StreamOptions<K extends string = string> {
  /** The events' names; every event, where it is left out or empty. */
  readonly names?: readonly K[];
  /** How many events may wait to be taken; 10,000 where it is left out. */
  readonly limit?: number;
  /** What happens beyond the limit; `fail` where it is left out. */
  readonly overflow?: OverflowPolicy;
  /** Told when the limit is reached; again only when the queue has been emptied to its half in between. */
  readonly onOverflow?: () => void;
  /** Told, by a session that reconnects, that events may have been missed in between. */
  readonly onGap?: (gap: EventGap) => void;
}

/**
 * Events, one after the other, for `for await`. It collects from the moment that it is made. It is done when
 * the session was closed, and throws when the session was lost: after the events that came before.
 */
export interface EventStream<E> extends AsyncIterableIterator<E, undefined>, AsyncDisposable {
  /** How many events were dropped because nobody took them in time. */
  readonly dropped: number;
  next(): Promise<IteratorResult<E, undefined>>;
  return(): Promise<IteratorResult<E, undefined>>;
  [Symbol.asyncIterator](): EventStream<E>;
}

interface Taker<E> {
  readonly resolve: (result: IteratorResult<E, undefined>) => void;
  readonly reject: (error: QapiError) => void;
}

const defaultLimit = 10_000;

/** What a session's `events` takes: names, or options. */
export function streamOf<E extends EventMessage>(
  source: EventSource,
  first: string | StreamOptions | undefined,
  more: readonly string[],
): EventStream<E> {
  if (typeof first === "object") return new EventQueue(source, first);
  return new EventQueue(source, { names: first === undefined ? [] : [first, ...more] });
}

/** A queue with a bound between the session and whoever iterates. */
export class EventQueue<E extends EventMessage> implements EventStream<E>, Subscriber {
  readonly names: readonly string[] | undefined;
  readonly #source: EventSource;
  readonly #options: StreamOptions;
  readonly #limit: number;
  /** A Set keeps the order, and gives up its first member without moving the others. */
  readonly #waiting = new Set<E>();
  readonly #takers: Taker<E>[] = [];
  #dropped = 0;
  /** Whether the limit was reached, and half of the queue has not been taken since. */
  #full = false;
  #end: { error: QapiError | undefined } | undefined;

  constructor(source: EventSource, options: StreamOptions) {
    this.#source = source;
    this.#options = options;
    const { names = [] } = options;
    this.names = names.length === 0 ? undefined : [...names];
    this.#limit = options.limit ?? defaultLimit;
    source.add(this);
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The schema vouches for the type of an event, and the caller for the schema. */
  deliver(message: EventMessage): void {
    if (this.#end !== undefined) return;
    const value = message as E;
    const taker = this.#takers.shift();
    if (taker !== undefined) taker.resolve({ done: false, value });
    else if (this.#waiting.size < this.#limit || this.#makesRoom(message)) this.#waiting.add(value);
  }

  gap(gap: EventGap): void {
    this.#options.onGap?.(gap);
  }

  ended(error: QapiError | undefined): void {
    this.#finish(error === undefined ? undefined : endedWhileWaiting("another event", error));
  }

  next(): Promise<IteratorResult<E, undefined>> {
    for (const value of this.#waiting) {
      this.#waiting.delete(value);
      if (this.#full && this.#waiting.size * 2 <= this.#limit) this.#emptied();
      return Promise.resolve({ done: false, value });
    }
    if (this.#end === undefined) {
      return new Promise((resolve, reject) => {
        this.#takers.push({ resolve, reject });
      });
    }
    const { error } = this.#end;
    // An error is told once; after it, a stream is just at its end.
    this.#end.error = undefined;
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.#source.remove(this);
    this.#finish(undefined);
    this.#waiting.clear();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): EventStream<E> {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** @returns whether there is room for one more event, for which an older one may have had to go. */
  #makesRoom(message: EventMessage): boolean {
    const { overflow, onOverflow } = this.#options;
    if (!this.#full) onOverflow?.();
    this.#full = true;
    if (overflow === "pause" && this.#source.hold(this)) return true;
    if (overflow === "drop-oldest") return this.#dropOldest(message);
    this.#source.remove(this);
    this.#finish(new QueueOverflowError(`more than ${this.#limit} events waited to be taken`));
    return false;
  }

  #dropOldest(newest: EventMessage): boolean {
    this.#dropped++;
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      this.#source.dropped(oldest);
      return true;
    }
    this.#source.dropped(newest);
    return false;
  }

  #emptied(): void {
    this.#full = false;
    this.#source.release(this);
  }

  #finish(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const taker of this.#takers.splice(0)) this.next().then(taker.resolve, taker.reject);
  }
}
