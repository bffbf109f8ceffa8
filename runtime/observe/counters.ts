import type { Tracer } from "./tracer.js";

/** How often what has happened, in all sessions that count here. */
export interface Counts {
  readonly calls: {
    readonly queued: number;
    readonly sent: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** QEMU sends ASCII; of a server that does not, the characters are counted. */
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly events: {
    /** Those that somebody may have been listening to. */
    readonly heard: number;
    /** Those that nobody listened to. */
    readonly unheard: number;
    /** Those that a full queue lost. */
    readonly dropped: number;
  };
  readonly problems: number;
}

/** A tracer that counts. One can count for any number of sessions. */
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

  /** The counts of now. */
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

  settled(...[, failure]: Parameters<NonNullable<Tracer["settled"]>>): void {
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
