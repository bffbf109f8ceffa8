import type { Clock } from "../clock.js";
import type { Backoff } from "./backoff.js";

/** Makes one connection. It gives up when the signal fires. */
export type Open<S> = (signal: AbortSignal) => Promise<S>;

/** Tries to connect until it is done, or has tried often enough. */
export class Connector<S> {
  readonly #open: Open<S>;
  readonly #clock: Clock;
  readonly #backoff: Backoff | undefined;
  readonly #over = new AbortController();
  #stopClock: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #stopProof: (() => void) | undefined;

  /** @param backoff - how to try again; undefined for one attempt. */
  constructor(open: Open<S>, clock: Clock, backoff: Backoff | undefined) {
    this.#open = open;
    this.#clock = clock;
    this.#backoff = backoff;
  }

  /** @throws the last attempt's error. */
  async connect(): Promise<S> {
    this.#stopProof?.();
    for (;;) {
      try {
        return await this.#open(this.#over.signal);
      } catch (error) {
        const delay = this.#over.signal.aborted ? undefined : this.#backoff?.next();
        if (delay === undefined) throw error;
        await this.#sleep(delay);
      }
    }
  }

  /** A connection stands. That counts for something when it has stood for a while. */
  stands(): void {
    const backoff = this.#backoff;
    if (backoff === undefined) return;
    this.#stopProof = this.#clock.after(backoff.proof, () => {
      backoff.reset();
    });
  }

  /** A connection that did not stand counts as a failed attempt. @throws the error where there were enough. */
  async fell(error: unknown): Promise<void> {
    this.#stopProof?.();
    const delay = this.#backoff?.next();
    if (delay === undefined) throw error;
    await this.#sleep(delay);
  }

  /** Gives up. */
  stop(): void {
    this.#over.abort();
    this.#stopProof?.();
    this.#stopClock?.();
    this.#wake?.();
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#stopClock = this.#clock.after(delay, resolve);
    });
  }
}
