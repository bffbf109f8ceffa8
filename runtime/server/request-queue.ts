import type { Clock } from "../clock.js";
import { closeTimeout, type Transport } from "../transport/transport.js";
import type { OutgoingQueue } from "./outgoing-queue.js";

/** While more requests than this are queued, the transport is paused. */
const maxQueued = 64;

/**
 * The in-band requests of one client, executed in order. It pauses reading while the client sends faster than it is
 * answered or does not read its replies.
 */
export class RequestQueue {
  readonly #outgoing: OutgoingQueue;
  readonly #clock: Clock;
  #transport: Transport | undefined;
  /** Settles after the last queued request. */
  #tail: Promise<void> = Promise.resolve();
  #queued = 0;
  #paused = false;
  #closed = false;

  constructor(outgoing: OutgoingQueue, clock: Clock) {
    this.#outgoing = outgoing;
    this.#clock = clock;
  }

  /** Whether no further request is executed. */
  get closed(): boolean {
    return this.#closed;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
  }

  enqueue(task: () => Promise<void>): void {
    this.#queued++;
    this.updateBackpressure();
    this.#tail = this.#tail.then(async () => {
      if (this.#outgoing.isFull) await this.#outgoing.waitForRoom();
      if (!this.#closed) await task();
      this.#queued--;
      this.updateBackpressure();
    });
  }

  /** Pauses or resumes the transport. */
  updateBackpressure(): void {
    const congested = !this.#closed && (this.#queued > maxQueued || this.#outgoing.isFull);
    if (congested === this.#paused) return;
    this.#paused = congested;
    if (congested) this.#transport?.pause?.();
    else this.#transport?.resume?.();
  }

  /** Executes no further request. The transport is resumed, so that it sees the end of the connection. */
  close(): void {
    this.#closed = true;
    this.#outgoing.release();
    this.updateBackpressure();
  }

  /** Resolves when the requests in execution are answered, at the latest after a second. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimeout = this.#clock.after(closeTimeout, resolve);
      void this.#tail.then(() => {
        cancelTimeout();
        resolve();
      });
    });
  }
}
