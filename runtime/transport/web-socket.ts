import { ConnectError } from "../errors/connection.js";
import { bytesOf, utf8Decoder } from "./bytes.js";
import type { Transport, TransportOpener, TransportSink } from "./transport.js";

/** What is needed of a WHATWG WebSocket: a browser's, Node's (from 22 on), or that of the package `ws`. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: object) => void): void;
}

/** What makes such WebSockets. */
export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** A server behind a WebSocket, as of `-chardev socket,websocket=on`. */
export interface WebSocketTarget {
  /** Where it is (`ws://HOST:PORT`), or a WebSocket that leads there. */
  readonly webSocket: string | WebSocketLike;
  /** What makes the WebSocket; the platform's, where it is left out. Node has one from version 22 on. */
  readonly WebSocket?: WebSocketConstructor;
}

/** How long a closing handshake may take, in milliseconds. */
const closingGrace = 1000;
const open = 1;

/** Opens a transport over a WebSocket. QEMU wants binary frames, and to be asked for them by name. */
export function webSocketOpener({ webSocket, WebSocket }: WebSocketTarget): TransportOpener {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      const socket = typeof webSocket === "string" ? make(webSocket, WebSocket) : webSocket;
      const opened = (): void => {
        resolve(new WebSocketTransport(socket, sink));
      };
      const fail = (event: object): void => {
        reject(new ConnectError("connect-failed", `the WebSocket did not open${detail(event)}`));
      };
      if (socket.readyState === open) {
        opened();
        return;
      }
      socket.addEventListener("open", opened);
      socket.addEventListener("error", fail);
      socket.addEventListener("close", fail);
      signal.addEventListener("abort", () => {
        socket.close();
      });
    });
}

class WebSocketTransport implements Transport {
  readonly #socket: WebSocketLike;
  readonly #sink: TransportSink;
  readonly #decode = utf8Decoder();
  #reason: Error | undefined;
  #ended = false;

  constructor(socket: WebSocketLike, sink: TransportSink) {
    this.#socket = socket;
    this.#sink = sink;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => {
      const chunk = "data" in event ? event.data : undefined;
      if (typeof chunk === "string") sink.data(chunk);
      else if (chunk instanceof ArrayBuffer) sink.data(this.#decode(chunk));
    });
    socket.addEventListener("error", (event) => {
      this.#reason ??= new Error(`the WebSocket failed${detail(event)}`);
    });
    socket.addEventListener("close", this.#end);
  }

  async send(text: string): Promise<void> {
    this.#socket.send(bytesOf(text));
  }

  close(): void {
    if (this.#ended) return;
    this.#socket.close();
    setTimeout(this.#end, closingGrace);
  }

  readonly #end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.closed(this.#reason);
  };
}

/** What has the platform's WebSocket, where it has one. */
const platform: { readonly WebSocket?: WebSocketConstructor } = globalThis;

function make(url: string, Constructor = platform.WebSocket): WebSocketLike {
  if (Constructor !== undefined) return new Constructor(url, "binary");
  const advice = "give the option WebSocket, such as npm's ws, or an open WebSocket";
  throw new ConnectError("connect-failed", `this platform has no WebSocket: ${advice}`);
}

/** What an event says of an error: a browser says nothing, lest a page learn what it may not know. */
function detail(event: object): string {
  return "message" in event && typeof event.message === "string" && event.message !== ""
    ? `: ${event.message}`
    : "";
}
