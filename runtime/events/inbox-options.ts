import type { Clock } from "../clock.js";
import type { QapiError } from "../errors/index.js";
import type { EventMessage } from "./event.js";

/** Selects events. */
export interface EventFilter<E = EventMessage, K extends string = string> {
  /** The names of the events. Default, also if empty: every event. */
  readonly names?: readonly K[] | undefined;
  /** A further condition. An event for which it throws is not selected, and the error is reported. */
  readonly where?: ((event: E) => boolean) | undefined;
}

/** The limits of a wait for an event. */
export interface WaitOptions {
  /** Rejects with an EventTimeoutError after this many milliseconds. Default: no timeout. */
  readonly timeout?: number | undefined;
  /** Rejects with an EventAbortedError when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** A failure to deliver an event. */
export interface UndeliveredEvent<E = EventMessage> {
  /**
   * ListenerError: a callback failed with this event. QueueOverflowError: the event was discarded, because the inbox was
   * full. DisconnectedError: no more events can arrive, or some may have been missed, and no wait was pending.
   */
  readonly error: QapiError;
  /** The event; undefined if it is unknown. */
  readonly event: E | undefined;
}

/** The options of an event inbox. */
export interface InboxOptions<E extends EventMessage = EventMessage> {
  /** The maximum number of kept events; beyond it, the oldest is discarded. Default: 1,000. */
  readonly limit?: number | undefined;
  /** The maximum size of the kept events, in characters of their text. Default: 16 Mi. */
  readonly sizeLimit?: number | undefined;
  /**
   * Whether events are kept for `check` and `wait`. Default: true; but an inbox that is used with `callback` or `events`
   * only stops keeping events when `limit` is reached, and begins again with the first `check` or `wait`.
   */
  readonly keep?: boolean | undefined;
  /** Receives failures that no pending wait receives. Default: prints failed callbacks with `console.warn`. */
  readonly onUndelivered?: ((failure: UndeliveredEvent<E>) => unknown) | undefined;
  /** The names of the events to receive. Default: every event. */
  readonly names?: readonly E["event"][] | undefined;
  /** Default: the clock of the first session. */
  readonly clock?: Clock | undefined;
}

/** A filter of events of any type. */
export type AnyFilter = EventFilter<never>;

/** Creates an error. Each pending wait gets its own, because the error's stack names the caller. */
export type ErrorFactory = () => QapiError;

/** Handles what a session of an inbox reports. */
export interface SourceHandlers {
  readonly event: (message: EventMessage, size: number) => void;
  /** Some events may have been missed. @returns whether a pending wait was rejected. */
  readonly gap: (error: ErrorFactory) => boolean;
  /** No more events can arrive. `error` is undefined if the session was closed. */
  readonly ended: (error: ErrorFactory | undefined) => void;
}
