import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { ConnectError } from "../errors/index.js";
import type { TlsSettings } from "../transport/targets.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { queueing } from "./queueing.js";
import { StreamTransport } from "./stream.js";
import { UnixTransport } from "./unix.js";

/** The codes by which an operating system says that nobody listens there. */
const nobodyListens: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK"]);

/** Opens a connection to a unix socket (a named pipe on Windows). */
export function unixOpener(path: string): TransportOpener {
  return queueing(socketOpener(() => connect({ path }), "connect", path, unixTransport));
}

/** Opens a TCP connection. */
export function tcpOpener(host: string, port: number): TransportOpener {
  return socketOpener(() => connect({ host, port, noDelay: true }), "connect", `${host}:${port}`);
}

/** Opens a TCP connection that TLS makes safe. */
export function tlsOpener(host: string, port: number, settings: TlsSettings): TransportOpener {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = settings;
  const options = {
    ...(ca === undefined ? {} : { ca: [ca].flat().map(nodes) }),
    ...(cert === undefined ? {} : { cert: nodes(cert) }),
    ...(key === undefined ? {} : { key: nodes(key) }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
  const open = (): Socket => connectTls({ host, port, ...options }).setNoDelay();
  const opener = socketOpener(open, "secureConnect", `${host}:${port}`);
  return async (sink, signal) => nudging(await opener(sink, signal));
}

/**
 * Sends a space behind each text. QEMU up to 7.2 takes one byte of what it has decoded, and looks at the others
 * when the next record comes: without one, a request would lie there until the next request.
 */
function nudging(transport: Transport): Transport {
  return {
    send: (text) => {
      const sent = transport.send(text);
      transport.send(" ").catch(() => undefined);
      return sent;
    },
    close: () => {
      transport.close();
    },
    pause: () => transport.pause?.(),
    resume: () => transport.resume?.(),
  };
}

/** Bytes as Node's TLS wants them. */
function nodes(pem: string | Uint8Array): string | Buffer {
  return typeof pem === "string" ? pem : Buffer.from(pem);
}

type Maker = (socket: Socket, sink: TransportSink) => Transport;

const unixTransport: Maker = (socket, sink) => new UnixTransport(socket, sink);
const streamTransport: Maker = (socket, sink) => new StreamTransport(socket, socket, sink);

/** @param ready - the event that tells that the socket is connected. */
function socketOpener(
  open: () => Socket,
  ready: string,
  where: string,
  transport: Maker = streamTransport,
): TransportOpener {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      const socket = open();
      const fail = (error: Error): void => {
        signal.removeEventListener("abort", abandon);
        socket.destroy();
        reject(connectError(where, error));
      };
      const abandon = (): void => {
        fail(new Error("no longer wanted"));
      };
      socket.once("error", fail);
      socket.once(ready, () => {
        signal.removeEventListener("abort", abandon);
        socket.off("error", fail);
        resolve(transport(socket, sink));
      });
      signal.addEventListener("abort", abandon);
    });
}

function connectError(where: string, error: NodeJS.ErrnoException): ConnectError {
  const refused = nobodyListens.has(error.code);
  const message = refused ? `nobody listens at ${where}` : `cannot connect to ${where}: ${error.message}`;
  return new ConnectError(refused ? "connect-refused" : "connect-failed", message, { cause: error });
}
