/** How to try again. */
export interface ReconnectOptions {
  /** How long to wait before the second attempt, in milliseconds; 100 where it is left out. Each time twice as long. */
  readonly initialDelay?: number;
  /** The longest wait between two attempts, in milliseconds; 30,000 where it is left out. */
  readonly maxDelay?: number;
  /** How often to try in a row; 10 where it is left out, Infinity for ever. */
  readonly attempts?: number;
  /** A number from 0 up to 1, for the jitter; Math.random where it is left out. */
  readonly random?: () => number;
}

/** Tells how long to wait between attempts, and when there have been enough. */
export class Backoff {
  readonly #options: ReconnectOptions;
  #failed = 0;

  constructor(options: ReconnectOptions) {
    this.#options = options;
  }

  /** An attempt has failed. @returns how long to wait for the next, in milliseconds; undefined for no other. */
  next(): number | undefined {
    const { initialDelay = 100, maxDelay = 30_000, attempts = 10, random = Math.random } = this.#options;
    this.#failed++;
    if (this.#failed >= attempts) return undefined;
    const longest = Math.min(initialDelay * 2 ** (this.#failed - 1), maxDelay);
    // Half of it by chance, so that those who lost the same server do not come back all at once.
    return longest / 2 + (longest / 2) * random();
  }

  /** How long a connection must stand before attempts are counted anew, in milliseconds. */
  get proof(): number {
    return this.#options.maxDelay ?? 30_000;
  }

  reset(): void {
    this.#failed = 0;
  }
}
