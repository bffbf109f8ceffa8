import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { TLSSocket } from "node:tls";
import type { Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { UsageError } from "../../failure.js";
import type { ListenerUser, OpenListener, WebSocketAddress } from "./listener.js";
import { hostAndPort, isLoopback } from "./loopback.js";
import {
  handshakeTimeout,
  invalidCertificate,
  listenAt,
  nameInCertificate,
  peerAddress,
  tlsOptions,
} from "./tcp-listener.js";
import { isSameToken } from "./token.js";
import { binaryProtocol, tryAgainLater, webSocketConnection } from "./web-socket-connection.js";

/** The most bytes that a client may send before its token is accepted. */
const maxUnknownBytes = 4_096;

/** The most clients at a time that have not sent their token. */
const maxUnknown = 100;

/** The status code of a client that breaks the rules. @see RFC 6455, section 7.4.1 */
const policyViolation = 1008;

/** @param messageLimit - the most bytes of a message. */
export interface WebSocketLimits {
  readonly messageLimit: number;
}

/**
 * Listens for WebSockets.
 * @throws UsageError (as a rejection) if the host is not the loopback interface and there is no TLS or no token, or if the
 * port is not available.
 */
export async function listenWebSocket(
  address: WebSocketAddress,
  user: ListenerUser,
  { messageLimit }: WebSocketLimits,
): Promise<OpenListener> {
  const { host, tls, token, onRequest = requireUpgrade } = address;
  const scheme = tls === undefined ? "ws" : "wss";
  if (!isLoopback(host) && (tls === undefined || token === undefined)) {
    const missing =
      tls === undefined ? "TLS: use wss:// with --tls-cert and --tls-key" : "a token: give --token";
    throw new UsageError(`${scheme}://${host} is not the loopback interface, and needs ${missing}.`);
  }
  const server = httpServer(address, onRequest);
  const upgrades = new Upgrades(address, user, messageLimit);
  server.on("error", user.problem).on("upgrade", upgrades.handle);
  const port = await listenAt(server, scheme, host, address.port);
  return {
    address: `${scheme}://${hostAndPort(host, port)}`,
    port,
    close: async () => {
      upgrades.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function httpServer({ tls }: WebSocketAddress, onRequest: RequestListener): Server {
  if (tls === undefined) return createServer(onRequest);
  try {
    return createTlsServer({ ...tlsOptions(tls) }, onRequest);
  } catch (cause) {
    throw invalidCertificate(cause);
  }
}

const requireUpgrade: RequestListener = (_request, response) => {
  response.writeHead(426, { "content-type": "text/plain", connection: "upgrade", upgrade: "websocket" });
  response.end("This is a QMP server. Connect with a WebSocket.\n");
};

/** Turns HTTP requests into WebSockets, if their origin and their token are right. */
class Upgrades {
  readonly #address: WebSocketAddress;
  readonly #user: ListenerUser;
  readonly #server: WebSocketServer;
  readonly #unknown = new Set<WebSocket>();

  constructor(address: WebSocketAddress, user: ListenerUser, maxPayload: number) {
    this.#address = address;
    this.#user = user;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload,
      clientTracking: false,
      handleProtocols: (protocols) => protocols.has(binaryProtocol) && binaryProtocol,
    });
  }

  readonly handle = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    socket.on("error", () => undefined);
    const problem = this.#problemOf(request);
    if (problem === undefined) {
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#opened(webSocket, socket));
      return;
    }
    this.#user.problem(new Error(`a WebSocket from ${peerAddress(socket)} was refused: ${problem}`));
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  };

  /** Ends the connections whose tokens are awaited. */
  close(): void {
    for (const webSocket of this.#unknown) webSocket.terminate();
  }

  /**
   * Returns why a request is refused. A page in a browser sends its origin; another program sends none. The name of the host
   * is checked, because a page may give its own name the address of this host.
   */
  #problemOf({ headers: { origin, host = "" } }: IncomingMessage): string | undefined {
    const { tls, origins = [] } = this.#address;
    const own = `${tls === undefined ? "http" : "https"}://${host}`;
    if (tls === undefined && !isLoopback(hostnameOf(own))) return `its host is ${JSON.stringify(host)}`;
    if (origin === undefined || origin === own || origins.includes(origin)) return undefined;
    return `its origin is ${JSON.stringify(origin)}, which --origin does not list`;
  }

  #opened(webSocket: WebSocket, socket: Socket): void {
    webSocket.on("error", () => undefined);
    const name = socket instanceof TLSSocket ? nameInCertificate(socket) : undefined;
    const accept = (): void => this.#user.accept(webSocketConnection(webSocket, name ?? peerAddress(socket)));
    const { token } = this.#address;
    if (token === undefined) accept();
    else if (this.#unknown.size >= maxUnknown)
      webSocket.close(tryAgainLater, "too many clients without a token");
    else this.#awaitToken(webSocket, socket, token, accept);
  }

  #awaitToken(webSocket: WebSocket, socket: Socket, token: string, accept: () => void): void {
    this.#unknown.add(webSocket);
    const refuse = (reason: string): void => {
      finish();
      this.#user.problem(new Error(`a WebSocket from ${peerAddress(socket)} was refused: ${reason}`));
      webSocket.close(policyViolation, reason);
      setTimeout(() => webSocket.terminate(), 1_000).unref();
    };
    const before = socket.bytesRead;
    const count = (): void => {
      if (socket.bytesRead - before > maxUnknownBytes) refuse("it sent too much before a token");
    };
    const timer = setTimeout(refuse, handshakeTimeout, "it sent no token");
    const message = (data: unknown): void => {
      if (!isSameToken(tokenIn(String(data)) ?? "", token)) refuse("it sent a wrong token");
      else {
        finish();
        accept();
      }
    };
    const finish = (): void => {
      clearTimeout(timer);
      socket.off("data", count);
      webSocket.off("message", message).off("close", finish);
      this.#unknown.delete(webSocket);
    };
    socket.on("data", count);
    webSocket.once("message", message).once("close", finish);
  }
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, "$1") : "";
}

/** Returns the token in the first message of a client, `{"token": "..."}`. */
function tokenIn(text: string): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const token =
      typeof message === "object" && message !== null && "token" in message ? message.token : undefined;
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}
