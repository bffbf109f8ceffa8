import type { QapiError } from "../errors/base.js";
import type { EventMessage } from "./event.js";

/** Events that may have come and were not seen, because there was no connection for a while. */
export interface EventGap {
  /** What the connection was lost to; undefined where it was let go because nobody needed it. */
  readonly cause: QapiError | undefined;
}

/** One who is told of events. */
export interface Subscriber {
  /** Which events; undefined for all. */
  readonly names: readonly string[] | undefined;
  /** Whether the events that were raised for connections are meant, and not those of the default connection. */
  readonly tagged?: boolean;
  /** Takes an event. It may return a promise, whose rejection is reported. */
  deliver(message: EventMessage): unknown;
  /** Told that events may have been missed: the session was lost, and is there again. */
  gap?(gap: EventGap): void;
  /** Told once when no event can come any more: `error` if the session was lost, not if it was closed. */
  ended(error: QapiError | undefined): void;
}

/** That somebody is told of events, as long as it is wanted. */
export interface Subscription {
  /** Nothing more is told. */
  end(): void;
  /** Asks that nothing more be read from the server until `release`. @returns false where that cannot be had. */
  hold(): boolean;
  release(): void;
}

/** Where events come from. */
export interface EventSource {
  /** From now on the subscriber is told; at once of the end, if it has come already. */
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  /**
   * Asks that nothing more be read from the server until `release`, because the subscriber cannot take it.
   * @returns false where that cannot be had.
   */
  hold(subscriber: Subscriber): boolean;
  release(subscriber: Subscriber): void;
  /** An event was lost, because somebody did not take it in time. */
  dropped(message: EventMessage): void;
}

export function subscribeTo(source: EventSource, subscriber: Subscriber): Subscription {
  source.add(subscriber);
  return {
    end: () => {
      source.remove(subscriber);
    },
    hold: () => source.hold(subscriber),
    release: () => {
      source.release(subscriber);
    },
  };
}
