import type { EventStream } from "./stream.js";

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
