import type { Transport } from "../transport/transport.js";

/**
 * Stops reading from the server while somebody cannot take what comes; never while a call awaits its reply,
 * for who is slow may be slow because it awaits just that.
 */
export class Brake {
  readonly #isIdle: () => boolean;
  #holders: Set<object> | undefined;
  #transport: Transport | undefined;
  #paused = false;

  /** @param isIdle - whether no call is outstanding. */
  constructor(isIdle: () => boolean) {
    this.#isIdle = isIdle;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
  }

  /** @returns false when the transport cannot pause. */
  hold(holder: object): boolean {
    if (this.#transport?.pause === undefined) return false;
    (this.#holders ??= new Set()).add(holder);
    if (this.#paused || !this.#isIdle()) return true;
    this.#paused = true;
    this.#transport.pause();
    return true;
  }

  release(holder: object): void {
    if (this.#holders?.delete(holder) === true && this.#holders.size === 0) this.ease();
  }

  /** Reads on, until the next who cannot take an event says so. */
  ease(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport?.resume?.();
  }
}
