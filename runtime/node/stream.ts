import type { NodeDuplex, NodeReadable, NodeWritable } from "../transport/targets.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { asciiText, ChunkDecoder } from "./decoder.js";

/** How long a closing connection may take to bring out what was sent, in milliseconds. */
const closingGrace = 1000;

/** A transport over a readable and a writable stream, which may be the two sides of one. */
export class StreamTransport implements Transport {
  readonly #input: NodeReadable;
  readonly #output: NodeWritable;
  readonly #sink: TransportSink;
  /** Made for the first bytes that are not ASCII, which is all that QEMU sends. */
  #decoder: ChunkDecoder | undefined;
  #reason: Error | undefined;
  #grace: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(input: NodeReadable, output: NodeWritable, sink: TransportSink) {
    this.#input = input;
    this.#output = output;
    this.#sink = sink;
    this.#watch();
  }

  send(text: string): Promise<void> {
    const accepted = this.#output.write(text, "latin1");
    return accepted && this.#output.writableLength === 0 ? Promise.resolve() : this.#written();
  }

  /** Told behind all that was written. */
  #written(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#output.write("", "latin1", (error) => {
        // A socket that is destroyed says of what it still holds that it was written.
        if (error || this.#ended) reject(error ?? new Error("the connection has ended"));
        else resolve();
      });
    });
  }

  close(): void {
    if (this.#ended) return;
    this.#endLater();
    this.finish();
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    this.#input.resume();
  }

  /** Says that nothing more will be sent, behind all that was. */
  protected finish(): void {
    this.#output.end(() => {
      this.#end();
    });
  }

  /** The way out is gone; what the peer said before it went may still lie in the way in. */
  protected fault(error?: Error): void {
    if (this.#ended) return;
    this.#reason ??= error;
    this.#endLater();
  }

  #watch(): void {
    const input = this.#input;
    input.on("data", (chunk: Buffer | string) => {
      this.#sink.data(typeof chunk === "string" ? chunk : this.#text(chunk));
    });
    // Whatever ends first ends all: half a connection is of no use to a protocol of questions and answers.
    const end = (reason?: unknown): void => {
      if (reason instanceof Error) this.#reason ??= reason;
      this.#end();
    };
    input.on("error", end);
    input.on("end", end);
    input.on("close", end);
    if (!Object.is(this.#output, input)) this.#watchOutput();
    if (input.readableEnded || input.destroyed) queueMicrotask(end);
  }

  #text(chunk: Buffer): string {
    const ascii = this.#decoder === undefined ? asciiText(chunk) : undefined;
    return ascii ?? (this.#decoder ??= new ChunkDecoder()).decode(chunk);
  }

  #watchOutput(): void {
    const fault = (error?: Error): void => {
      this.fault(error);
    };
    this.#output.on("error", fault);
    this.#output.on("close", fault);
  }

  #endLater(): void {
    this.#grace ??= setTimeout(() => {
      this.#end();
    }, closingGrace);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#grace);
    this.#output.destroy();
    this.#input.destroy();
    this.#sink.closed(this.#reason);
  }
}

/** Opens a transport over a Duplex that is connected already: a socket, a TLS or SSH channel. */
export function streamOpener(stream: NodeDuplex): TransportOpener {
  return pairOpener(stream, stream);
}

/** Opens a transport that reads one stream and writes another. */
export function pairOpener(input: NodeReadable, output: NodeWritable): TransportOpener {
  return (sink) => Promise.resolve(new StreamTransport(input, output, sink));
}
