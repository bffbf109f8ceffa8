import { ConnectError } from "../errors/index.js";
import {
  bytesOf,
  closeTimeout,
  type Transport,
  type TransportOpener,
  type TransportSink,
  utf8Decoder,
} from "./transport.js";

/** The part of a WHATWG WebSocket that a session uses: of a browser, Node 22 or later, or the package `ws`. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: object) => void): void;
}

/** The constructor of a WebSocket. */
type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** A server at the other end of a WebSocket, as with `-chardev socket,websocket=on`. */
export interface WebSocketTarget {
  /** The URL (`ws://HOST:PORT`), or a WebSocket that is connecting or open. */
  readonly webSocket: string | WebSocketLike;
  /** The constructor of the WebSocket. Default: the platform's; Node has one from version 22. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}

const [connecting, open] = [0, 1];

/**
 * How often to examine whether a WebSocket is still open, in milliseconds. One that either side has begun to close reports
 * nothing until the closing handshake ends, which takes up to 30 seconds with a peer that does not answer.
 */
const checkInterval = 100;

/** Opens a transport over a WebSocket. QEMU requires binary frames and the subprotocol `binary`. */
export function webSocketOpener({ webSocket, WebSocket }: WebSocketTarget): TransportOpener {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      const socket = typeof webSocket === "string" ? make(webSocket, WebSocket) : webSocket;
      const opened = (): void => resolve(new WebSocketTransport(socket, sink));
      const fail = (event: object): void =>
        reject(new ConnectError("connect-failed", `the WebSocket did not open${detail(event)}`));
      if (socket.readyState === open) {
        opened();
        return;
      }
      if (socket.readyState !== connecting) fail({ message: "it is closed" });
      socket.addEventListener("open", opened);
      socket.addEventListener("error", fail);
      socket.addEventListener("close", fail);
      signal.addEventListener("abort", () => socket.close());
    });
}

class WebSocketTransport implements Transport {
  readonly #socket: WebSocketLike;
  readonly #sink: TransportSink;
  readonly #decode = utf8Decoder();
  readonly #checkTimer: ReturnType<typeof setInterval>;
  #closeTimer: ReturnType<typeof setTimeout> | undefined;
  #closing = false;
  #ended = false;

  constructor(socket: WebSocketLike, sink: TransportSink) {
    this.#socket = socket;
    this.#sink = sink;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => {
      const chunk = "data" in event ? event.data : undefined;
      if (this.#ended) return;
      if (typeof chunk === "string") sink.data(chunk);
      else if (chunk instanceof ArrayBuffer) sink.data(this.#decode(chunk));
    });
    socket.addEventListener("error", (event) => this.#fail(`the WebSocket failed${detail(event)}`));
    socket.addEventListener("close", () => this.#end());
    this.#checkTimer = setInterval(this.#check, checkInterval);
  }

  /** A WebSocket that is not open discards what is sent, or throws. */
  async send(text: string): Promise<void> {
    this.#check();
    if (this.#ended) throw new Error("closed");
    try {
      this.#socket.send(bytesOf(text));
    } catch (cause) {
      this.#fail("the WebSocket failed", cause);
      throw cause;
    }
  }

  close(): void {
    if (this.#closing || this.#ended) return;
    this.#closing = true;
    this.#closeTimer = setTimeout(this.#end, closeTimeout);
    this.#socket.close();
  }

  readonly #check = (): void => {
    if (!this.#closing && this.#socket.readyState !== open) this.#end();
  };

  #fail(message: string, cause?: unknown): void {
    if (this.#ended) return;
    this.#end(new Error(message, { cause }));
    this.#socket.close();
  }

  readonly #end = (reason?: Error): void => {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#checkTimer);
    clearTimeout(this.#closeTimer);
    this.#sink.closed(reason);
  };
}

/** The global object, which may have the platform's WebSocket. */
const platform: { readonly WebSocket?: WebSocketConstructor } = globalThis;

function make(url: string, Constructor = platform.WebSocket): WebSocketLike {
  if (Constructor !== undefined) return new Constructor(url, "binary");
  const advice = "pass the option WebSocket, such as that of the package ws";
  throw new ConnectError("connect-failed", `this platform has no WebSocket: ${advice}`);
}

/** The error message of an event; a browser gives none, for the privacy of its user. */
function detail(event: object): string {
  return "message" in event && typeof event.message === "string" && event.message !== ""
    ? `: ${event.message}`
    : "";
}
