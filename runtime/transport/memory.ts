import type { Transport, TransportOpener, TransportSink } from "./transport.js";

/** One side of a pair. What it is sent arrives at the other side's sink, later and in order. */
class MemoryEnd implements Transport {
  other: MemoryEnd | undefined;
  readonly #arrived: string[] = [];
  #sink: TransportSink | undefined;
  #ended = false;
  #told = false;
  #paused = false;

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

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    queueMicrotask(() => {
      this.#deliver();
    });
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
    while (!this.#paused) {
      const text = this.#arrived.shift();
      if (text === undefined) break;
      this.#sink.data(text);
    }
    if (!this.#ended || this.#paused) return;
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
