import type { TransportOpener, TransportSink } from "../../runtime/index.js";
import { bytesOf } from "../../runtime/transport/transport.js";

/** A fault at one byte of what one side sends over one connection. */
export interface Fault {
  /**
   * `cut`: the connection ends in front of the byte. `reset`: it ends at once with an error, and what is on its way is lost.
   * `delay`: the byte and the rest follow later. `corrupt`: the byte is replaced.
   */
  readonly kind: (typeof faultKinds)[number];
  readonly from: "client" | "server";
  readonly at: number;
  /** The byte that replaces a corrupt one. */
  readonly byte: number;
}

export const faultKinds = ["cut", "reset", "delay", "corrupt"] as const;
export const sides = ["server", "client"] as const;

/** How many bytes each side has sent over the first connection. */
export interface Lengths {
  client: number;
  server: number;
}

/**
 * Wraps the opener of a client so that a fault happens to its first connection. Further connections have none.
 * @param lengths - counts the bytes of the first connection.
 */
export function withFault(
  opener: TransportOpener,
  fault: Fault | undefined,
  lengths?: Lengths,
): TransportOpener {
  let connections = 0;
  return async (sink, signal) => {
    if (connections++ > 0) return opener(sink, signal);
    const line = new FaultyLine(sink, fault, lengths);
    const transport = await opener(line, signal);
    line.end = () => {
      transport.close();
    };
    return {
      send: async (text) => {
        const passed = line.pass("client", text);
        for (const { text: piece, late } of passed) {
          if (late) await new Promise((resolve) => setImmediate(resolve));
          await transport.send(piece);
        }
      },
      close: () => {
        transport.close();
      },
    };
  };
}

interface Piece {
  readonly text: string;
  /** Whether it follows in a later turn of the event loop. */
  readonly late: boolean;
}

class FaultyLine implements TransportSink {
  end: () => void = () => undefined;
  readonly #sink: TransportSink;
  readonly #fault: Fault | undefined;
  readonly #lengths: Lengths | undefined;
  readonly #sent: Lengths = { client: 0, server: 0 };
  readonly #decode = new TextDecoder("utf-8", { ignoreBOM: true });
  #order: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(sink: TransportSink, fault: Fault | undefined, lengths: Lengths | undefined) {
    this.#sink = sink;
    this.#fault = fault;
    this.#lengths = lengths;
  }

  data(text: string): void {
    for (const piece of this.pass("server", text)) {
      this.#then(piece.late, () => {
        if (!this.#ended) this.#sink.data(this.#decode.decode(bytesOf(piece.text), { stream: true }));
      });
    }
  }

  closed(reason?: Error): void {
    this.#then(false, () => {
      this.#close(reason);
    });
  }

  /** Returns what arrives of the text that one side sends. */
  pass(from: "client" | "server", text: string): readonly Piece[] {
    const start = this.#sent[from];
    this.#sent[from] += text.length;
    if (this.#lengths !== undefined) this.#lengths[from] += text.length;
    const fault = this.#fault;
    const at = fault?.from === from ? fault.at - start : -1;
    if (fault === undefined || at < 0 || at >= text.length) return [{ text, late: false }];
    const before = { text: text.slice(0, at), late: false };
    switch (fault.kind) {
      case "delay":
        return [before, { text: text.slice(at), late: true }];
      case "corrupt":
        return [{ text: before.text + String.fromCharCode(fault.byte) + text.slice(at + 1), late: false }];
      case "reset":
        this.#close(new Error("reset"));
        this.end();
        return [];
      case "cut":
        this.#then(true, () => {
          this.#close();
          this.end();
        });
        return [before];
    }
  }

  #then(late: boolean, action: () => void): void {
    const wait = late ? () => new Promise<void>((resolve) => setImmediate(resolve)) : () => undefined;
    this.#order = this.#order.then(wait).then(action);
  }

  #close(reason?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.closed(reason);
  }
}
