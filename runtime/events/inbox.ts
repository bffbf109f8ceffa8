import type { EventName, EventOf, Protocol } from "../protocol.js";
import type { Clock } from "../clock.js";
import type { EventMessage } from "./event.js";
import type { EventStream, StreamOptions } from "./stream.js";
import type { QapiError } from "../errors/index.js";

/** Which events are meant. */
export interface EventFilter<E = EventMessage, K extends string = string> {
  /** The events' names; any, where it is left out or empty. */
  readonly names?: readonly K[];
  /** What must be true of the event as well. What it throws counts as no. */
  readonly where?: (event: E) => boolean;
}

/** How to wait for an event. */
export interface WaitOptions {
  /** Gives up after so many milliseconds, with an EventTimeoutError. */
  readonly timeout?: number;
  /** Gives up when it fires, with an EventAbortedError. */
  readonly signal?: AbortSignal;
}

/** What could be told to nobody else. */
export interface UndeliveredEvent<E = EventMessage> {
  /**
   * ListenerError: a callback failed with this event. QueueOverflowError: this event was not asked for in time, and had
   * to go. DisconnectedError: no more events come, or some were missed, and nobody was waiting to be told.
   */
  readonly error: QapiError;
  /** The event that was not delivered; undefined where it is not known which. */
  readonly event: E | undefined;
}

/** How a desk is kept. */
export interface InboxOptions<E extends EventMessage = EventMessage> {
  /** How many events are kept that nobody has taken; 1,000 where it is left out. The oldest goes first. */
  readonly limit?: number;
  /** Told of what cannot be delivered otherwise. What it throws is lost. */
  readonly onUndelivered?: (disaster: UndeliveredEvent<E>) => void;
  /** The events that are kept, and that can be asked for; every event, where it is left out. No other is read. */
  readonly names?: readonly string[];
  readonly clock?: Clock;
}

/**
 * Where events are kept until somebody asks for them, and where one can leave word of which one wants. `X` is what an
 * event has beside what came; `F` is by what else a mask can choose.
 *
 * Each event is taken once, by `check` or by `wait`; where several wait for it, each of them gets it. Callbacks and
 * streams see every event that they asked for, and take none away.
 */
export interface EventInbox<P extends Protocol, X = unknown, F = unknown> extends Disposable {
  /** How many events are kept that nobody has taken. */
  readonly kept: number;

  /** How many events had to go because nobody took them in time. */
  readonly dropped: number;

  /** Takes the oldest event that has come already and is meant; undefined where there is none. */
  check<K extends EventName<P>>(
    mask?: EventFilter<EventOf<P, K> & X, K> & F,
  ): (EventOf<P, K> & X) | undefined;

  /**
   * Takes such an event: the oldest that has come already, else the next.
   * @throws EventTimeoutError, EventAbortedError, or DisconnectedError when it cannot come any more (as rejections).
   */
  wait<K extends EventName<P>>(
    mask?: EventFilter<EventOf<P, K> & X, K> & F & WaitOptions,
  ): Promise<EventOf<P, K> & X>;

  /**
   * Calls back for each such event from now on, once for each time that it was asked to, with the value that was given.
   * @returns what ends that.
   */
  callback<K extends EventName<P>, U = undefined>(
    mask: EventFilter<EventOf<P, K> & X, K> & F,
    callback: (event: EventOf<P, K> & X, user: U) => unknown,
    ...user: undefined extends U ? [user?: U] : [user: U]
  ): () => void;

  /** The named events, or all, for `for await`; collected from the call on. */
  events<K extends EventName<P>>(options?: StreamOptions<K>): EventStream<EventOf<P, K> & X>;

  /** Closes the desk: whoever waits is told, and what is kept is forgotten. The sessions go on. */
  close(): void;
}
