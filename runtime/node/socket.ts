import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { escapeControls } from "../errors/base.js";
import { ConnectError } from "../errors/index.js";
import type { TlsSettings } from "../transport/targets.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { StreamTransport } from "./stream-transport.js";
import { unixPathProblem, UnixTransport } from "./unix-transport.js";

/** Opens a connection to a unix socket (a named pipe on Windows). */
export function unixOpener(path: string): TransportOpener {
  const problem = unixPathProblem(path);
  if (problem !== undefined) {
    const cause = new RangeError(problem);
    return () => Promise.reject(new ConnectError("connect-failed", problem, { cause }));
  }
  return retryOnEagain(socketOpener(() => connect({ path }), "connect", path, createUnixTransport));
}

/** Opens a TCP connection. */
export function tcpOpener(host: string, port: number): TransportOpener {
  return socketOpener(() => connect({ host, port, noDelay: true }), "connect", `${host}:${port}`);
}

/** Opens a TLS connection. */
export function tlsOpener(host: string, port: number, settings: TlsSettings): TransportOpener {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = settings;
  const options = {
    ca: ca === undefined ? undefined : [ca].flat().map(toNodePem),
    cert: cert && toNodePem(cert),
    key: key && toNodePem(key),
    passphrase,
    servername,
    // If undefined, it would replace the default, which the environment may set.
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
  const open = (): Socket => connectTls({ host, port, ...options }).setNoDelay();
  const opener = socketOpener(open, "secureConnect", `${host}:${port}`);
  return async (sink, signal) => withTrailingSpace(await opener(sink, signal));
}

/** Converts to a type that Node's TLS accepts. */
function toNodePem(pem: string | Uint8Array): string | Buffer {
  return typeof pem === "string" ? pem : Buffer.from(pem);
}

/**
 * Sends a space after each text, in its own TLS record. QEMU up to 7.2 processes one byte of a decoded record, and the
 * rest when the next record arrives: without the space, a request would wait for the next request.
 */
function withTrailingSpace(transport: Transport): Transport {
  return {
    send: (text) => {
      const sent = transport.send(text);
      transport.send(" ").catch(() => undefined);
      return sent;
    },
    close: () => transport.close(),
    pause: () => transport.pause?.(),
    resume: () => transport.resume?.(),
  };
}

/** The delay between two attempts to connect, in milliseconds. */
const retryDelay = 20;

/**
 * Connects again while the listen queue of a unix socket is full. A QMP socket serves one client at a time, and most
 * systems refuse the third client with EAGAIN. Stops when the signal aborts.
 */
export function retryOnEagain(opener: TransportOpener): TransportOpener {
  return async (sink, signal) => {
    for (;;) {
      try {
        return await opener(sink, signal);
      } catch (error) {
        if (!isEagain(error) || signal.aborted) throw error;
        // If the signal aborts, the next attempt fails.
        await sleep(retryDelay, undefined, { signal }).catch(() => undefined);
      }
    }
  };
}

function isEagain(error: unknown): boolean {
  const cause = error instanceof ConnectError ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "EAGAIN";
}

type CreateTransport = (socket: Socket, sink: TransportSink) => Transport;

const createUnixTransport: CreateTransport = (socket, sink) => new UnixTransport(socket, sink);
const createStreamTransport: CreateTransport = (socket, sink) => new StreamTransport(socket, socket, sink);

/** @param readyEvent - the event of the socket that reports that it is connected. */
function socketOpener(
  open: () => Socket,
  readyEvent: string,
  address: string,
  createTransport: CreateTransport = createStreamTransport,
): TransportOpener {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      const socket = open();
      const fail = (error: Error): void => {
        signal.removeEventListener("abort", abort);
        socket.destroy();
        reject(connectError(address, error));
      };
      const abort = (): void => fail(new Error("aborted"));
      socket.once("error", fail);
      socket.once(readyEvent, () => {
        signal.removeEventListener("abort", abort);
        socket.off("error", fail);
        resolve(createTransport(socket, sink));
      });
      signal.addEventListener("abort", abort);
    });
}

/** The error codes of the operating system if no server listens at an address. */
const refusedCodes: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK"]);

function connectError(address: string, error: NodeJS.ErrnoException): ConnectError {
  // A host with several addresses fails with an error for each of them.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const refused = errors.some((one) => one instanceof Error && "code" in one && refusedCodes.has(one.code));
  const message = refused
    ? `no server listens at ${address}`
    : `cannot connect to ${address}: ${error.message}`;
  for (const one of [error, ...errors]) if (one instanceof Error) escapeError(one);
  return new ConnectError(refused ? "connect-refused" : "connect-failed", message, { cause: error });
}

/** Escapes what an error quotes of the peer's certificate: the error is printed as the cause of another. */
function escapeError(error: Error): void {
  const { message } = error;
  const safe = escapeControls(message);
  if (safe === message) return;
  error.message = safe;
  if (error.stack !== undefined) error.stack = error.stack.replace(message, () => safe);
}
