import type { FailureTrace, Tracer } from "./session-observer.js";

/** The counts of all sessions that use the same {@link Counters}. */
export interface Counts {
  readonly calls: {
    readonly queued: number;
    readonly sent: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Bytes for ASCII text, which is all that QEMU sends; for other text, characters. */
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly events: {
    /** Events with a listener. */
    readonly delivered: number;
    /** Events without a listener. */
    readonly withoutListener: number;
    /** Events dropped because a queue was full. */
    readonly dropped: number;
  };
  readonly problems: number;
}

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

/** Counts calls, bytes, events and problems. One tracer can count for any number of sessions. */
export class Counters implements Tracer {
  readonly #counts: Mutable<Counts> = {
    calls: { queued: 0, sent: 0, succeeded: 0, failed: 0 },
    bytes: { sent: 0, received: 0 },
    events: { delivered: 0, withoutListener: 0, dropped: 0 },
    problems: 0,
  };

  /** Returns the current counts. */
  read(): Counts {
    return structuredClone(this.#counts);
  }

  queued(): void {
    this.#counts.calls.queued++;
  }

  sent(): void {
    this.#counts.calls.sent++;
  }

  settled(_call: object, failure: FailureTrace | undefined): void {
    this.#counts.calls[failure === undefined ? "succeeded" : "failed"]++;
  }

  event(): void {
    this.#counts.events.delivered++;
  }

  withoutListener(): void {
    this.#counts.events.withoutListener++;
  }

  dropped(): void {
    this.#counts.events.dropped++;
  }

  problem(): void {
    this.#counts.problems++;
  }

  bytes(direction: "sent" | "received", count: number): void {
    this.#counts.bytes[direction] += count;
  }
}
