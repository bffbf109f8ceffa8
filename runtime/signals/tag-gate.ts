import type { EventMessage, Listener } from "../events/event.js";

/** Lets through the events of one tag. While the tag is not known it holds them all; then they come in order. */
export class TagGate<D> {
  readonly #listener: Listener<D>;
  #known: Promise<void> = Promise.resolve();
  #tell: () => void = () => undefined;
  #tag: string | undefined;
  #closed = false;
  /** How many events are held: what comes behind them waits too. */
  #held = 0;

  constructor(listener: Listener<D>) {
    this.#listener = listener;
    this.shut();
  }

  /** Takes an event. Its result goes to who dispatches, so that a listener's failure is told. */
  readonly deliver: Listener<D> = (event) => {
    if (this.#tag !== undefined && this.#held === 0) return this.#pass(event);
    this.#held++;
    return this.#known.then(() => {
      this.#held--;
      return this.#pass(event);
    });
  };

  /** The tag is not known, or not any more. */
  shut(): void {
    this.#tag = undefined;
    this.#known = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  open(tag: string): void {
    this.#tag = tag;
    this.#tell();
  }

  /** From now on nothing passes, nor what was held. */
  close(): void {
    this.#closed = true;
    this.#tell();
  }

  /** A tag that is not this connection's is another's, or one that was just dropped. */
  #pass(event: EventMessage<D>): unknown {
    return this.#closed || event.tag !== this.#tag ? undefined : this.#listener(event);
  }
}
