import type { Subscriber } from "../events/subscription.js";
import type { Channel } from "./channel.js";

/**
 * Stops reading from the server while a subscriber's queue is full, but never while a call is pending: the subscriber may
 * be slow because it waits for that reply.
 */
export class Backpressure {
  readonly #channel: Channel;
  readonly #holders = new Set<Subscriber>();
  #paused = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** @returns false if the transport cannot pause. */
  hold(holder: Subscriber): boolean {
    if (!this.#channel.canPause) return false;
    this.#holders.add(holder);
    if (!this.#paused && this.#channel.isIdle) {
      this.#paused = true;
      this.#channel.pause();
    }
    return true;
  }

  release(holder: Subscriber): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.resume();
  }

  /** Resumes reading until the next event that a full queue cannot take. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#channel.resume();
  }
}
