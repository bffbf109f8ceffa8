import { bytesOf, type Transport, type TransportOpener, type TransportSink } from "./transport.js";

/** One end of a pair. The other end receives what is sent, in order, in a later microtask. */
class MemoryEnd implements Transport {
  other: MemoryEnd | undefined;
  readonly #arrived: string[] = [];
  #sink: TransportSink | undefined;
  #ended = false;
  #closed = false;
  #paused = false;

  readonly open: TransportOpener = (sink) => {
    this.#sink = sink;
    queueMicrotask(this.#deliver);
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
    queueMicrotask(this.#deliver);
  }

  receive(text: string): void {
    this.#arrived.push(text);
    queueMicrotask(this.#deliver);
  }

  end(): void {
    this.#ended = true;
    queueMicrotask(this.#deliver);
  }

  readonly #deliver = (): void => {
    if (this.#sink === undefined || this.#closed) return;
    while (!this.#paused) {
      const text = this.#arrived.shift();
      if (text === undefined) break;
      if (this.#sink.bytes) this.#sink.bytes(bytesOf(text));
      else this.#sink.data(text);
    }
    if (!this.#ended || this.#paused) return;
    this.#closed = true;
    this.#sink.closed();
  };
}

/** Creates two connected openers: one for a client and one for a server in the same program. */
export function memoryPair(): readonly [TransportOpener, TransportOpener] {
  const one = new MemoryEnd();
  const other = new MemoryEnd();
  one.other = other;
  other.other = one;
  return [one.open, other.open];
}

/** A server that accepts transports, such as one of `createServer`. */
export interface MemoryServer {
  serve(transport: TransportOpener): void;
}

/**
 * Creates a transport to a server in the same program, without sockets. It can be opened any number of times, so that
 * a session can reconnect; each connection is another client of the server.
 *
 * ```ts
 * const server = createServer(qmp, { "query-status": () => status });
 * const session = await connect({ transport: memoryTransport(server), protocol: qmp });
 * ```
 */
export function memoryTransport(server: MemoryServer): TransportOpener {
  return (sink, signal) => {
    const [clientSide, serverSide] = memoryPair();
    server.serve(serverSide);
    return clientSide(sink, signal);
  };
}
