import type { EventStream } from "./stream.js";
import type { Subscription } from "./source.js";

/** A stream that is on its way: nothing that comes meanwhile is lost, and who asks waits until it is there. */
export class ComingStream<E> implements EventStream<E> {
  readonly #coming: Promise<EventStream<E>>;
  #here: EventStream<E> | undefined;

  constructor(coming: Promise<EventStream<E>>) {
    this.#coming = coming.then((stream) => (this.#here = stream));
    // Told to who asks.
    this.#coming.catch(() => undefined);
  }

  get dropped(): number {
    return this.#here?.dropped ?? 0;
  }

  async next(): Promise<IteratorResult<E, undefined>> {
    return (await this.#coming).next();
  }

  async return(): Promise<IteratorResult<E, undefined>> {
    return (await this.#coming).return();
  }

  [Symbol.asyncIterator](): EventStream<E> {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

/**
 * A subscription that may be on its way.
 * @param begin - begins it, as soon as that can be; it asks first whether it is still wanted.
 */
export function comingSubscription(
  begin: (subscribe: (how: () => Subscription) => void) => void,
): Subscription {
  let wanted = true;
  let here: Subscription | undefined;
  begin((how) => {
    if (wanted) here = how();
  });
  return {
    end: () => {
      wanted = false;
      here?.end();
    },
    hold: () => here?.hold() ?? false,
    release: () => {
      here?.release();
    },
  };
}
