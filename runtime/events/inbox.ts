import { systemClock, type Clock } from "../clock.js";
import { escapeText, type QapiError } from "../errors/base.js";
import { nameWaiter } from "../errors/caller-stack.js";
import { CapabilityError, DisconnectedError, ListenerError, QueueOverflowError } from "../errors/index.js";
import type { EventName, EventOf, Protocol } from "../protocol.js";
import { warn } from "../observe/session-observer.js";
import { clockOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import { callBack } from "./dispatcher.js";
import { type EventMessage, isSelected } from "./event.js";
import { EventDispatcher } from "./dispatcher.js";
import type {
  AnyFilter,
  ErrorFactory,
  EventFilter,
  InboxOptions,
  SourceHandlers,
  WaitOptions,
} from "./inbox-options.js";
import { KeptEvents } from "./kept-events.js";
import { waitErrors } from "./once.js";
import { EventQueue, type EventStream, type SelectedName, type StreamOptions } from "./stream.js";
import { endedBySession, EndPromise, type Subscription, type SubscriptionEnd } from "./subscription.js";
import { waitFor } from "./waiter.js";

/** The subscription to a session. */
type Source = Omit<Subscription, "ended">;

interface PendingWait {
  readonly filter: AnyFilter;
  readonly reject: (error: QapiError) => unknown;
}

/**
 * Keeps events until the program takes them, and delivers them to waits, callbacks and streams. `check` and `wait` take
 * an event out of the inbox; if several waits match an event, each of them receives it. Callbacks and streams receive every
 * event that they select and take none out.
 *
 * `X` is what an event has in addition to its message, `F` is what a filter has in addition to {@link EventFilter}.
 */
export abstract class Inbox<P extends Protocol, X = unknown, F = unknown> implements Disposable {
  protected readonly options: InboxOptions;
  /** The subscriptions to the sessions. */
  protected readonly sources: Map<unknown, Source> = new Map();
  readonly #dispatcher: EventDispatcher;
  readonly #kept: KeptEvents;
  /** The events among those being dispatched that a wait took. */
  readonly #taken = new Set<EventMessage>();
  readonly #waits = new Set<PendingWait>();
  readonly #end = new EndPromise();
  #keeps: boolean;
  /** Whether events go to callbacks or streams, and whether `check` or `wait` was ever called. */
  #isObserved = false;
  #isAsked = false;
  #dropped = 0;
  #endError: ErrorFactory | undefined;
  /** The clock of the first session. */
  #clock: Clock | undefined;

  constructor(ofProtocol: InboxOptions<EventOf<P> & X>) {
    // Events arrive as those of any protocol.
    const options = ofProtocol as unknown as InboxOptions;
    this.options = options;
    this.#kept = new KeptEvents(options);
    this.#keeps = options.keep ?? true;
    this.#dispatcher = new EventDispatcher({
      listenerFailed: (error, message) => this.reportUndelivered(error, message),
      // Pauses every session, because the full queue has no room for events of any.
      pause: () => [...this.sources.values()].map((source) => source.pause()).every((paused) => paused),
      resume: () => {
        for (const source of this.sources.values()) source.resume();
      },
    });
  }

  /** Fulfilled when no more events can arrive, with the reason. Never rejects. */
  get ended(): Promise<SubscriptionEnd> {
    return this.#end.promise;
  }

  /** The number of kept events. */
  get kept(): number {
    return this.#kept.count;
  }

  /** The number of events that were discarded because the inbox was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes the oldest kept event that matches; undefined if none does. */
  check<K extends EventName<P>>(
    filter?: EventFilter<EventOf<P, K> & X, K> & F,
  ): (EventOf<P, K> & X) | undefined {
    this.#usedToTake();
    return this.#take<EventOf<P, K> & X>(filter);
  }

  /**
   * Takes the oldest kept event that matches, or waits for the next.
   * @throws EventTimeoutError after `timeout`
   * @throws EventAbortedError when `signal` is aborted
   * @throws DisconnectedError if no such event can arrive any more, or if some may have been missed
   */
  wait<K extends EventName<P>>(
    filter?: EventFilter<EventOf<P, K> & X, K> & F & WaitOptions,
  ): Promise<EventOf<P, K> & X> {
    this.#usedToTake();
    return nameWaiter(this.#wait<EventOf<P, K> & X>(filter));
  }

  /**
   * Calls a function with each matching event from now on, and with the value given here.
   * @returns a function that ends the calls.
   */
  callback<K extends EventName<P>, U = undefined>(
    filter: EventFilter<EventOf<P, K> & X, K> & F,
    callback: (event: EventOf<P, K> & X, user: U) => unknown,
    ...[user]: undefined extends U ? [user?: U] : [user: U]
  ): () => void {
    this.#isObserved = true;
    // `user` is only optional if U includes undefined.
    const subscription = this.#subscribe<EventOf<P, K> & X>(filter, (event) => callback(event, user as U));
    return () => subscription.end();
  }

  /** Creates a stream of the events from now on, for `for await`. */
  events<K extends EventName<P>>(
    options: StreamOptions<K> = {},
  ): EventStream<EventOf<P, SelectedName<P, K>> & X> {
    this.#isObserved = true;
    return new EventQueue(this.#dispatcher, options);
  }

  /** Closes the inbox: pending waits reject, kept events are discarded. The sessions stay open. */
  close(): void {
    this.#end.settle({ reason: "disconnected", error: undefined });
    for (const source of this.sources.values()) source.end();
    this.sources.clear();
    this.end(undefined);
    this.#kept.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Receives the events of a session, as the source of this key.
   * @param name - the session's name in error messages.
   */
  protected addSource(key: unknown, session: Session, name: string, handlers: SourceHandlers): void {
    if (this.#endError !== undefined) return;
    this.#clock ??= clockOf(session);
    let active = true;
    const end = (): void => {
      active = false;
    };
    // Present before the subscription, because a session that has ended reports its end at once.
    this.sources.set(key, { end, pause: () => true, resume: () => undefined });
    const subscription = session.subscribe({
      names: this.options.names,
      deliver: (message, size) => {
        if (active) handlers.event(message, size);
      },
      gap: (gap) => {
        if (!active) return;
        this.#dispatcher.gap(gap);
        const error: ErrorFactory = () =>
          new DisconnectedError(`some events of ${name} were missed`, { cause: gap.cause });
        if (!handlers.gap(error)) this.reportUndelivered(error());
      },
      ended: (cause) => {
        if (!active) return;
        end();
        this.sources.delete(key);
        handlers.ended(cause && (() => sourceError(name, cause)));
      },
    });
    if (!this.sources.has(key)) return;
    this.sources.set(key, {
      ...subscription,
      end: () => {
        end();
        subscription.end();
      },
    });
  }

  /** @param size - the number of characters of the event's text. */
  protected receive(message: EventMessage, size: number): void {
    this.#dispatcher.dispatch(message, size);
    const isTaken = this.#taken.delete(message);
    if (!isTaken && this.#keeps && this.#endError === undefined) this.#keep(message, size);
  }

  /** Rejects pending waits, because their events may never arrive. @returns whether there was any. */
  protected interrupt(error: ErrorFactory, concerns: (filter: AnyFilter) => boolean = () => true): boolean {
    const waits = [...this.#waits].filter(({ filter }) => concerns(filter));
    for (const wait of waits) wait.reject(error());
    return waits.length > 0;
  }

  /** Ends the inbox: no more events can arrive. @param error - undefined if it was closed. */
  protected end(error: ErrorFactory | undefined): void {
    if (this.#endError !== undefined) return;
    this.#endError =
      error ?? (() => new DisconnectedError("no more events can arrive: the source was closed"));
    const reported = this.interrupt(this.#endError);
    this.#dispatcher.end(error?.());
    this.#end.settle(endedBySession(error?.()));
    if (error !== undefined && !reported) this.reportUndelivered(error());
  }

  protected reportUndelivered(error: QapiError, message?: EventMessage): void {
    const { onUndelivered } = this.options;
    if (onUndelivered !== undefined) {
      callBack(
        () => onUndelivered({ error, event: message }),
        (cause) => {
          warn(new ListenerError("onUndelivered failed", { cause }));
        },
      );
    } else if (error instanceof ListenerError) warn(error);
  }

  /** Whether a filter selects an event. */
  protected matches(filter: AnyFilter, message: EventMessage): boolean {
    const { names = [], where } = filter as EventFilter;
    if (names.length > 0 && !names.includes(message.event)) return false;
    try {
      return isSelected(where, message);
    } catch (cause) {
      this.reportUndelivered(new ListenerError("a filter failed", { cause, received: message }), message);
      return false;
    }
  }

  /** Keeps events from now on, unless the options exclude it. */
  #usedToTake(): void {
    this.#isAsked = true;
    this.#keeps = this.options.keep ?? true;
  }

  #take<E extends EventMessage>(filter: EventFilter<E> = {}): E | undefined {
    return this.#kept.take((message) => this.matches(filter, message)) as E | undefined;
  }

  #wait<E extends EventMessage>(filter: EventFilter<E> & WaitOptions = {}): Promise<E> {
    const { timeout, signal, names = [] } = filter;
    const kept = signal?.aborted === true ? undefined : this.#take(filter);
    if (kept !== undefined) return Promise.resolve(kept);
    if (this.#endError !== undefined) return Promise.reject(this.#endError());
    const limits = { clock: this.options.clock ?? this.#clock ?? systemClock, timeout, signal };
    return waitFor<E>(limits, waitErrors(names), ({ resolve, reject }) => {
      const wait = { filter, reject };
      this.#waits.add(wait);
      const subscription = this.#subscribe<E>(filter, (event) => {
        if (resolve(event)) this.#taken.add(event);
      });
      return () => {
        this.#waits.delete(wait);
        subscription.end();
      };
    });
  }

  #subscribe<E extends EventMessage>(filter: EventFilter<E>, deliver: (event: E) => unknown): Subscription {
    const { names = [] } = filter;
    return this.#dispatcher.subscribe({
      names: names.length === 0 ? undefined : names,
      deliver: (message) => (this.matches(filter, message) ? deliver(message as E) : undefined),
      ended: () => undefined,
    });
  }

  #keep(message: EventMessage, size: number): void {
    this.#kept.add(message, size);
    // Events that the program observes, and has never taken, are kept no longer.
    if (this.#kept.isFull && this.#isObserved && !this.#isAsked && this.options.keep === undefined) {
      this.#keeps = false;
      this.#kept.clear();
    }
    while (this.#kept.isFull) this.#discardOldest();
  }

  #discardOldest(): void {
    const oldest = this.#kept.take();
    if (oldest === undefined) return;
    this.#dropped++;
    const text = `${escapeText(oldest.event)} was discarded: the inbox is full`;
    this.reportUndelivered(new QueueOverflowError(text, { received: oldest }), oldest);
  }
}

/** The error of an inbox that a session's end concerns. @param name - the session's name. */
function sourceError(name: string, cause: QapiError): QapiError {
  return cause instanceof CapabilityError ? cause : new DisconnectedError(`${name} was lost`, { cause });
}
