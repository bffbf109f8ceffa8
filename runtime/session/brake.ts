import type { Subscriber } from "../events/subscription.js";
import type { Transport } from "../transport/transport.js";

/**
 * Stops reading from the server while somebody cannot take what comes; never while a call awaits its reply,
 * for who is slow may be slow because it awaits just that.
 */
export class Brake {
  readonly #transport: Transport | undefined;
  readonly #isIdle: () => boolean;
  readonly #holders = new Set<Subscriber>();
  #paused = false;

  /** @param isIdle - whether no call is outstanding. */
  constructor(transport: Transport | undefined, isIdle: () => boolean) {
    this.#transport = transport;
    this.#isIdle = isIdle;
  }

  /** @returns false where the transport cannot pause. */
  hold(holder: Subscriber): boolean {
    if (this.#transport?.pause === undefined) return false;
    this.#holders.add(holder);
    if (this.#paused || !this.#isIdle()) return true;
    this.#paused = true;
    this.#transport.pause();
    return true;
  }

  release(holder: Subscriber): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.ease();
  }

  /** Reads on, until the next who cannot take an event says so. */
  ease(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport?.resume?.();
  }
}
