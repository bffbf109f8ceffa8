import type { Transport, TransportOpener, TransportSink } from "./transport.js";

/** One side of a pair. What it is sent arrives at the other side's sink, later and in order. */
class MemoryEnd implements Transport {
  other: MemoryEnd | undefined;
  readonly #arrived: string[] = [];
  #sink: TransportSink | undefined;
  #ended = false;
  #told = false;

  readonly open: TransportOpener = (sink) => {
    this.#sink = sink;
    queueMicrotask(() => {
      this.#deliver();
    });
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    if (this.#ended) return Promise.reject(new Error("the connection has ended"));
    this.other?.receive(text);
    return Promise.resolve();
  }

  close(): void {
    this.end();
    this.other?.end();
  }

  receive(text: string): void {
    this.#arrived.push(text);
    queueMicrotask(() => {
      this.#deliver();
    });
  }

  end(): void {
    this.#ended = true;
    queueMicrotask(() => {
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#sink === undefined || this.#told) return;
    for (let text = this.#arrived.shift(); text !== undefined; text = this.#arrived.shift()) {
      this.#sink.data(text);
    }
    if (!this.#ended) return;
    this.#told = true;
    this.#sink.closed();
  }
}

/** Two openers that lead to each other: a client and a server within one program, or one test. */
export function memoryPair(): readonly [TransportOpener, TransportOpener] {
  const one = new MemoryEnd();
  const other = new MemoryEnd();
  one.other = other;
  other.other = one;
  return [one.open, other.open];
}
