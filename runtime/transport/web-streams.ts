import { bytesOf, utf8Decoder } from "./bytes.js";
import type { Transport, TransportOpener, TransportSink } from "./transport.js";

/** What is needed of a reader of a ReadableStream of bytes. */
export interface WebReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

/** What is needed of a writer of a WritableStream of bytes. */
export interface WebWriter {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/** A pair of Web Streams of bytes that lead to a server. */
export interface WebStreams {
  readonly readable: { getReader(): WebReader };
  readonly writable: { getWriter(): WebWriter };
}

/** How long what was sent may take to leave when the connection is closed, in milliseconds. */
const closingGrace = 1000;

/** Opens a transport over a pair of Web Streams. */
export function webStreamsOpener({ readable, writable }: WebStreams): TransportOpener {
  return (sink) => Promise.resolve(new WebStreamsTransport(readable.getReader(), writable.getWriter(), sink));
}

class WebStreamsTransport implements Transport {
  readonly #reader: WebReader;
  readonly #writer: WebWriter;
  readonly #sink: TransportSink;
  /** Pending while nothing is to be read. */
  #mayRead: Promise<void> = Promise.resolve();
  #readOn: () => void = () => undefined;
  #closing = false;

  constructor(reader: WebReader, writer: WebWriter, sink: TransportSink) {
    this.#reader = reader;
    this.#writer = writer;
    this.#sink = sink;
    this.#readAll().then(
      () => {
        sink.closed();
      },
      (error: unknown) => {
        sink.closed(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  send(text: string): Promise<void> {
    return this.#writer.write(bytesOf(text));
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    const endReading = (): void => {
      this.resume();
      this.#reader.cancel().catch(ignore);
    };
    const timer = setTimeout(endReading, closingGrace);
    this.#writer
      .close()
      .catch(ignore)
      .then(() => {
        clearTimeout(timer);
        endReading();
      }, ignore);
  }

  pause(): void {
    this.#mayRead = new Promise((resolve) => {
      this.#readOn = resolve;
    });
  }

  resume(): void {
    this.#readOn();
  }

  async #readAll(): Promise<void> {
    const decode = utf8Decoder();
    for (;;) {
      const { done, value } = await this.#reader.read();
      await this.#mayRead;
      if (done) break;
      if (value !== undefined) this.#sink.data(decode(value));
    }
    // Half a connection is of no use to a protocol of questions and answers.
    this.#writer.close().catch(ignore);
  }
}

function ignore(): void {
  // It is the way in that tells how a connection ended.
}
