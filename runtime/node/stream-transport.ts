import { isAscii } from "node:buffer";
import { TextDecoder } from "node:util";
import type { NodeDuplex, NodeReadable, NodeWritable } from "../transport/targets.js";
import {
  closeTimeout,
  type Transport,
  type TransportOpener,
  type TransportSink,
} from "../transport/transport.js";

/** A transport over a readable and a writable stream, which may be the same Duplex. */
export class StreamTransport implements Transport {
  readonly #input: NodeReadable;
  readonly #output: NodeWritable;
  readonly #sink: TransportSink;
  readonly #decoder = new ChunkDecoder();
  #reason: Error | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(input: NodeReadable, output: NodeWritable, sink: TransportSink) {
    this.#input = input;
    this.#output = output;
    this.#sink = sink;
    this.#watchInput();
    if (!Object.is(output, input)) this.#watchOutput();
  }

  send(text: string): Promise<void> {
    const accepted = this.#output.write(text, "latin1");
    return accepted && this.#output.writableLength === 0 ? Promise.resolve() : this.#drained();
  }

  /** Resolves when everything written so far has left the stream. */
  #drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#output.write("", "latin1", (error) => {
        // A destroyed socket reports success for the data it still holds.
        if (error || this.#ended) reject(error ?? new Error("the connection has ended"));
        else resolve();
      });
    });
  }

  close(): void {
    if (this.#ended) return;
    this.#endAfterTimeout();
    this.endOutput();
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    this.#input.resume();
  }

  /** Ends the output after everything that was written. */
  protected endOutput(): void {
    this.#output.end(() => this.#end());
  }

  /** Handles a failed output. The input may still contain messages that the peer sent before. */
  protected outputFailed(error?: Error): void {
    if (this.#ended) return;
    this.#reason ??= error;
    this.#endAfterTimeout();
  }

  #watchInput(): void {
    const input = this.#input;
    input.on("data", (chunk: Buffer | string) => {
      if (typeof chunk === "string") this.#sink.data(chunk);
      else if (this.#sink.bytes) this.#sink.bytes(chunk);
      else this.#sink.data(this.#decoder.decode(chunk));
    });
    // The end of either direction ends the connection: QMP needs both.
    const end = (reason?: unknown): void => {
      if (reason instanceof Error) this.#reason ??= reason;
      this.#end();
    };
    input.on("error", end);
    input.on("end", end);
    input.on("close", end);
    if (input.readableEnded || input.destroyed) queueMicrotask(end);
  }

  #watchOutput(): void {
    const fail = (error?: Error): void => this.outputFailed(error);
    this.#output.on("error", fail);
    this.#output.on("close", fail);
  }

  #endAfterTimeout(): void {
    this.#closeTimer ??= setTimeout(() => this.#end(), closeTimeout);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#closeTimer);
    this.#output.destroy();
    this.#input.destroy();
    this.#sink.closed(this.#reason);
  }
}

/**
 * Decodes the chunks of a stream as UTF-8. QEMU sends ASCII only, for which Node has a faster path. A character may be
 * split across chunks.
 */
export class ChunkDecoder {
  #utf8: TextDecoder | undefined;
  /** Whether the decoder may hold the start of a character. */
  #midCharacter = false;

  decode(chunk: Buffer): string {
    if (!this.#midCharacter && isAscii(chunk)) return chunk.toString("latin1");
    this.#midCharacter = (chunk.at(-1) ?? 0) >= 0x80;
    this.#utf8 ??= new TextDecoder("utf-8", { ignoreBOM: true });
    return this.#utf8.decode(chunk, { stream: true });
  }
}

/** Opens a transport over a connected Duplex: a socket, a TLS or SSH channel. */
export function streamOpener(stream: NodeDuplex): TransportOpener {
  return pairOpener(stream, stream);
}

/** Opens a transport that reads from one stream and writes to another. */
export function pairOpener(input: NodeReadable, output: NodeWritable): TransportOpener {
  return (sink) => Promise.resolve(new StreamTransport(input, output, sink));
}
