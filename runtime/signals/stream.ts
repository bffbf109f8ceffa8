import { QueueOverflowError, type QapiError } from "../errors/index.js";
import type { EventMessage } from "./event.js";
import type { Hub, Subscriber } from "./hub.js";
import { endedWhileWaiting } from "./once.js";

/**
 * What a full queue does: `fail` ends the stream with a QueueOverflowError, behind the events that it holds;
 * `drop-oldest` makes room, and counts what was lost in `dropped`.
 */
export type OverflowPolicy = "fail" | "drop-oldest";

/** Which events a stream is of, and how many may wait in it. */
export interface StreamOptions<K extends string = string> {
  /** The events' names; every event, where it is left out or empty. */
  readonly names?: readonly K[];
  /** How many events may wait to be taken; 10,000 where it is left out. */
  readonly limit?: number;
  /** What happens beyond the limit; `fail` where it is left out. */
  readonly overflow?: OverflowPolicy;
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

/** A queue with a bound between the session and whoever iterates. */
export class EventQueue<E extends EventMessage> implements EventStream<E>, Subscriber {
  readonly event = undefined;
  readonly #hub: Hub;
  readonly #names: ReadonlySet<string>;
  readonly #limit: number;
  readonly #overflow: OverflowPolicy;
  /** A Set keeps the order, and gives up its first member without moving the others. */
  readonly #waiting = new Set<E>();
  readonly #takers: Taker<E>[] = [];
  #dropped = 0;
  #end: { error: QapiError | undefined } | undefined;

  constructor(hub: Hub, options: StreamOptions) {
    this.#hub = hub;
    this.#names = new Set(options.names);
    this.#limit = options.limit ?? defaultLimit;
    this.#overflow = options.overflow ?? "fail";
    hub.add(this);
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The schema vouches for the type of an event, and the caller for the schema. */
  deliver(message: EventMessage): void {
    if (this.#end !== undefined || (this.#names.size > 0 && !this.#names.has(message.event))) return;
    const value = message as E;
    const taker = this.#takers.shift();
    if (taker !== undefined) taker.resolve({ done: false, value });
    else if (this.#hasRoom()) this.#waiting.add(value);
  }

  ended(error: QapiError | undefined): void {
    this.#finish(error === undefined ? undefined : endedWhileWaiting("another event", error));
  }

  next(): Promise<IteratorResult<E, undefined>> {
    for (const value of this.#waiting) {
      this.#waiting.delete(value);
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
    this.#hub.remove(this);
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

  #hasRoom(): boolean {
    if (this.#waiting.size < this.#limit) return true;
    if (this.#overflow === "fail") {
      this.#hub.remove(this);
      this.#finish(new QueueOverflowError(`more than ${this.#limit} events waited to be taken`));
      return false;
    }
    this.#dropped++;
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      break;
    }
    return this.#limit > 0;
  }

  #finish(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const taker of this.#takers.splice(0)) this.next().then(taker.resolve, taker.reject);
  }
}
