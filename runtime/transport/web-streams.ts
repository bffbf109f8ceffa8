import {
  bytesOf,
  closeTimeout,
  type Transport,
  type TransportOpener,
  type TransportSink,
  utf8Decoder,
} from "./transport.js";

/** The part of a reader of a byte stream that a session uses. */
interface WebReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

/** The part of a writer of a byte stream that a session uses. */
interface WebWriter {
  /** Rejected if the stream fails. */
  readonly closed?: Promise<unknown>;
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/** A pair of Web Streams of bytes, connected to a server. */
export interface WebStreams {
  readonly readable: { getReader(): WebReader };
  readonly writable: { getWriter(): WebWriter };
}

/** Opens a transport over a pair of Web Streams. */
export function webStreamsOpener({ readable, writable }: WebStreams): TransportOpener {
  return (sink) => Promise.resolve(new WebStreamsTransport(readable.getReader(), writable.getWriter(), sink));
}

class WebStreamsTransport implements Transport {
  readonly #reader: WebReader;
  readonly #writer: WebWriter;
  readonly #sink: TransportSink;
  /** Pending while reading is paused. */
  #resumed: Promise<void> = Promise.resolve();
  #resume: () => void = () => undefined;
  #closing = false;
  /** Why the writable side failed. */
  #reason: Error | undefined;

  constructor(reader: WebReader, writer: WebWriter, sink: TransportSink) {
    this.#reader = reader;
    this.#writer = writer;
    this.#sink = sink;
    this.#readAll().then(
      () => sink.closed(this.#reason),
      (error: unknown) => sink.closed(this.#reason ?? errorOf(error)),
    );
    writer.closed?.catch(this.#outputFailed);
  }

  async send(text: string): Promise<void> {
    try {
      await this.#writer.write(bytesOf(text));
    } catch (error) {
      this.#outputFailed(error);
      throw error;
    }
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    const timer = setTimeout(this.#endReading, closeTimeout);
    this.#writer
      .close()
      .catch(ignore)
      .then(() => {
        clearTimeout(timer);
        this.#endReading();
      }, ignore);
  }

  pause(): void {
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume();
  }

  readonly #endReading = (): void => {
    this.resume();
    this.#reader.cancel().catch(ignore);
  };

  /** A connection that cannot send has ended. What the peer has sent until now is read first. */
  readonly #outputFailed = (error: unknown): void => {
    if (this.#reason !== undefined || this.#closing) return;
    this.#reason = errorOf(error);
    setTimeout(this.#endReading);
  };

  async #readAll(): Promise<void> {
    const decode = utf8Decoder();
    for (;;) {
      const { done, value } = await this.#reader.read();
      await this.#resumed;
      if (done) break;
      if (value !== undefined) this.#sink.data(decode(value));
    }
    // A half-open connection is useless to a request-reply protocol.
    this.#writer.close().catch(ignore);
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error("a stream failed");
}

function ignore(): void {
  // The readable side reports how the connection ended.
}
