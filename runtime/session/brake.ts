import type { Transport } from "../transport/transport.js";

/**
 * Stops reading from the server while somebody cannot take what comes; never while a call awaits its reply,
 * for who is slow may be slow because it awaits just that.
 */
export class Brake {
  readonly #transport: Transport;
  readonly #isIdle: () => boolean;
  readonly #holders = new Set<object>();
  #paused = false;

  /** @param isIdle - whether no call is outstanding. */
  constructor(transport: Transport, isIdle: () => boolean) {
    this.#transport = transport;
    this.#isIdle = isIdle;
  }

  hold(holder: object): void {
    this.#holders.add(holder);
    if (this.#paused || !this.#isIdle()) return;
    this.#paused = true;
    this.#transport.pause?.();
  }

  release(holder: object): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.ease();
  }

  /** Reads on, until the next who cannot take an event says so. */
  ease(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport.resume?.();
  }
}
