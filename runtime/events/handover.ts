/**
 * How many promise reactions a program may need until it has the value of a promise: each async function that returns the
 * promise, instead of awaiting it, costs three.
 */
const reactions = 8;

/**
 * Holds the events of a new connection until the program has the connection: an event may be in the same chunk as the
 * reply that creates it, and its listener may use it.
 */
export class Handover {
  #isPending = true;
  #released: Promise<void> | undefined;

  /** Ends just before the promise that is being settled calls the program. */
  readonly end = (): void => {
    queueMicrotask(() => {
      this.#isPending = false;
    });
  };

  /** Delivers an event now, or behind the held ones. @returns what `deliver` returns, or a promise of it. */
  deliver(deliver: () => unknown): unknown {
    if (!this.#isPending && this.#released === undefined) return deliver();
    this.#released ??= this.#release();
    return this.#released.then(deliver);
  }

  async #release(): Promise<void> {
    for (let count = 0; this.#isPending || count < reactions; count++) await Promise.resolve();
    this.#released = undefined;
  }
}
