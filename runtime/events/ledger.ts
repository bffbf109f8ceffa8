import { DisconnectedError, QueueOverflowError, printable, type QapiError } from "../errors/index.js";
import type { Clock } from "../clock.js";
import type { EventMessage } from "./event.js";
import { EventDispatcher, type DispatcherEffects } from "./dispatcher.js";
import { EventQueue, type EventStream, type StreamOptions } from "./stream.js";
import type { InboxOptions, EventFilter, WaitOptions } from "./inbox.js";
import { CallbackRequest, matches, WaitRequest, type AnyMask, type Request } from "./request.js";

const defaultLimit = 1_000;

/** What a desk is made of: the events that nobody has taken, and the requests that no event has met. */
export class Ledger {
  readonly #options: InboxOptions;
  readonly #clock: Clock;
  readonly #matches: (mask: AnyMask, message: EventMessage) => boolean;
  /** A Set keeps the order, and gives up any member at once. */
  readonly #kept = new Set<EventMessage>();
  readonly #requests = new Set<Request>();
  readonly #streams: EventDispatcher;
  #dropped = 0;
  #end: QapiError | undefined;

  /**
   * @param flow - how what the events come from is held back.
   * @param also - what else than the name and the predicate decides whether an event is meant.
   */
  constructor(
    options: InboxOptions,
    clock: Clock,
    flow: Pick<DispatcherEffects, "hold" | "release">,
    also: (mask: AnyMask, message: EventMessage) => boolean = () => true,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#matches = (mask, message) => also(mask, message) && matches(mask, message);
    this.#streams = new EventDispatcher({
      ...flow,
      problem: (error) => {
        this.disaster(error);
      },
    });
  }

  get kept(): number {
    return this.#kept.size;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** An event has come. */
  enter(message: EventMessage): void {
    let taken = false;
    for (const request of [...this.#requests]) {
      if (this.#matches(request.mask, message)) taken = request.deliver(message) || taken;
    }
    this.#streams.dispatch(message);
    if (!taken) this.#keep(message);
  }

  check<T extends EventMessage>(mask: EventFilter<T> = {}): T | undefined {
    for (const message of this.#kept) {
      if (!this.#matches(mask, message)) continue;
      this.#kept.delete(message);
      // The schema vouches for the type of an event, and the caller for the schema.
      return message as T;
    }
    return undefined;
  }

  wait<T extends EventMessage>(mask: EventFilter<T> & WaitOptions = {}): Promise<T> {
    const found = mask.signal?.aborted === true ? undefined : this.check(mask);
    if (found !== undefined) return Promise.resolve(found);
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const request = new WaitRequest<T>(mask, resolve, reject, (done) => this.#requests.delete(done));
      this.#requests.add(request);
      request.begin(this.#clock);
    });
  }

  callback<T extends EventMessage>(mask: AnyMask, call: (event: T) => unknown): () => void {
    const request = new CallbackRequest(
      mask,
      (message) => call(message as T),
      (error, message) => {
        this.disaster(error, message);
      },
    );
    if (this.#end === undefined) this.#requests.add(request);
    return () => {
      this.#requests.delete(request);
    };
  }

  stream<T extends EventMessage>(options: StreamOptions = {}): EventStream<T> {
    return new EventQueue<T>(this.#streams, options);
  }

  /** Events that are waited for may not come, so those who wait are told. @returns whether there were any. */
  interrupt(error: QapiError, concerns: (mask: AnyMask) => boolean = () => true): boolean {
    let told = false;
    for (const request of [...this.#requests]) {
      if (concerns(request.mask)) told = request.interrupted(error) || told;
    }
    return told;
  }

  /** No event can come any more. `error` is undefined where that is as it was meant to be. */
  end(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    const end = error ?? new DisconnectedError("no more events come: this was closed");
    this.#end = end;
    const told = this.interrupt(end);
    this.#requests.clear();
    this.#streams.end(error);
    if (error !== undefined && !told) this.disaster(error);
  }

  forget(): void {
    this.#kept.clear();
  }

  disaster(error: QapiError, message?: EventMessage): void {
    try {
      this.#options.onUndelivered?.({ error, event: message });
    } catch {
      // There is nobody left to be told.
    }
  }

  #keep(message: EventMessage): void {
    this.#kept.add(message);
    if (this.#kept.size <= (this.#options.limit ?? defaultLimit)) return;
    for (const oldest of this.#kept) {
      this.#kept.delete(oldest);
      this.#dropped++;
      const name = printable(oldest.event);
      this.disaster(new QueueOverflowError(`nobody took ${name} in time`, { received: oldest }), oldest);
      return;
    }
  }
}
