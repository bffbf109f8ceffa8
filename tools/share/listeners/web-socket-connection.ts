import type { WebSocket, RawData } from "ws";
import type { Transport, TransportOpener } from "qapi-ts";
import type { Connection } from "./listener.js";

/** The subprotocol of QEMU's WebSockets, whose frames are binary. Without it, they are text. */
export const binaryProtocol = "binary";

/** The status code "try again later". */
export const tryAgainLater = 1013;

/** How long a closing connection waits for its peer, in milliseconds. */
const closeTimeout = 1_000;

/** Returns the connection over an open WebSocket. @param peer - who connected. */
export function webSocketConnection(socket: WebSocket, peer: string): Connection {
  return {
    transport: openerOf(socket),
    peer,
    refuse: () => socket.close(tryAgainLater),
    onClosed: (listener) => {
      if (socket.readyState === socket.CLOSED) queueMicrotask(listener);
      else socket.once("close", listener);
    },
  };
}

function openerOf(socket: WebSocket): TransportOpener {
  return (sink) => {
    let hasEnded = false;
    const end = (reason?: Error): void => {
      if (hasEnded) return;
      hasEnded = true;
      sink.closed(reason);
    };
    socket.on("message", (data: RawData) => {
      for (const chunk of chunksOf(data)) {
        if (sink.bytes) sink.bytes(chunk);
        else sink.data(chunk.toString("utf8"));
      }
    });
    socket.on("error", end);
    socket.on("close", () => end());
    if (socket.readyState === socket.CLOSED) queueMicrotask(end);
    return Promise.resolve(new WebSocketTransport(socket));
  };
}

function chunksOf(data: RawData): readonly Buffer[] {
  if (Array.isArray(data)) return data;
  return [data instanceof ArrayBuffer ? Buffer.from(data) : data];
}

/** The server's side of a WebSocket. A message is sent when the operating system has taken it. */
class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  #isClosing = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const binary = this.#socket.protocol === binaryProtocol;
      this.#socket.send(Buffer.from(text, "latin1"), { binary }, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#socket.close();
    const timer = setTimeout(() => this.#socket.terminate(), closeTimeout);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
