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
    readonly heard: number;
    /** Events without a listener. */
    readonly unheard: number;
    /** Events dropped because a queue was full. */
    readonly dropped: number;
  };
  readonly problems: number;
}

/** Counts calls, bytes, events and problems. One tracer can count for any number of sessions. */
export class Counters implements Tracer {
  #queued = 0;
  #sent = 0;
  #succeeded = 0;
  #failed = 0;
  #bytesSent = 0;
  #bytesReceived = 0;
  #heard = 0;
  #unheard = 0;
  #dropped = 0;
  #problems = 0;

  /** Returns the current counts. */
  read(): Counts {
    return {
      calls: {
        queued: this.#queued,
        sent: this.#sent,
        succeeded: this.#succeeded,
        failed: this.#failed,
      },
      bytes: { sent: this.#bytesSent, received: this.#bytesReceived },
      events: { heard: this.#heard, unheard: this.#unheard, dropped: this.#dropped },
      problems: this.#problems,
    };
  }

  queued(): void {
    this.#queued++;
  }

  sent(): void {
    this.#sent++;
  }

  settled(_call: object, failure: FailureTrace | undefined): void {
    if (failure === undefined) this.#succeeded++;
    else this.#failed++;
  }

  event(): void {
    this.#heard++;
  }

  unheard(): void {
    this.#unheard++;
  }

  dropped(): void {
    this.#dropped++;
  }

  problem(): void {
    this.#problems++;
  }

  bytes(direction: "sent" | "received", count: number): void {
    if (direction === "sent") this.#bytesSent += count;
    else this.#bytesReceived += count;
  }
}
