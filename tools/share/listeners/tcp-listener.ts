import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from "node:tls";
import { reasonOf, UsageError } from "../../failure.js";
import type { ListenerUser, OpenListener, ServerTls, TcpAddress, TlsAddress } from "./listener.js";
import { hostAndPort, requireLoopback } from "./loopback.js";
import { socketConnection } from "./socket-connection.js";

/** The limit of a TLS handshake, in milliseconds. */
export const handshakeTimeout = 10_000;

/** Returns the TLS options of a server. Clients need a certificate if there are authorities for them. */
export function tlsOptions({ cert, key, ca }: ServerTls): TlsOptions {
  const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  return { cert, key, ...clients, minVersion: "TLSv1.2", handshakeTimeout };
}

/**
 * Listens at a TCP port, with or without TLS.
 * @throws UsageError (as a rejection) if the host is not the loopback interface and clients need no certificate, or if the
 * port is not available.
 */
export async function listenTcp(address: TcpAddress | TlsAddress, user: ListenerUser): Promise<OpenListener> {
  const { host } = address;
  const server = address.kind === "tls" ? tlsServer(address, user) : tcpServer(host, user);
  server.on("error", user.problem);
  const port = await listenAt(server, address.kind, host, address.port);
  return {
    address: `${address.kind}:${hostAndPort(host, port)}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

function tcpServer(host: string, user: ListenerUser): Server {
  requireLoopback("tcp", host, "Use tls:HOST:PORT with --tls-ca, or 127.0.0.1.");
  return createServer({ noDelay: true }, (socket) =>
    user.accept(socketConnection(socket, peerAddress(socket))),
  );
}

function tlsServer({ host, tls }: TlsAddress, user: ListenerUser): Server {
  if (tls.ca === undefined) {
    requireLoopback("tls", host, "Clients there need certificates: give --tls-ca.");
  }
  try {
    const server = createTlsServer({ ...tlsOptions(tls), noDelay: true }, (socket) =>
      user.accept(socketConnection(socket, nameInCertificate(socket) ?? peerAddress(socket))),
    );
    server.on("tlsClientError", (error) =>
      user.problem(new Error(`a TLS handshake failed: ${error.message}`, { cause: error })),
    );
    return server;
  } catch (cause) {
    throw invalidCertificate(cause);
  }
}

/** The certificate or the key cannot be used. */
export function invalidCertificate(cause: unknown): UsageError {
  return new UsageError(
    `--tls-cert, --tls-key or --tls-ca cannot be used: ${reasonOf(cause)}. Give files in PEM.`,
    {
      cause,
    },
  );
}

/** Returns the common name in the certificate of a client; undefined if it has none. */
export function nameInCertificate(socket: TLSSocket): string | undefined {
  // A client without a certificate has an empty object.
  const { subject } = socket.getPeerCertificate() as { readonly subject?: { readonly CN?: unknown } };
  const name = subject?.CN;
  return typeof name === "string" ? name : undefined;
}

/** Returns the address of the other end. */
export function peerAddress({ remoteAddress, remotePort }: Socket): string {
  return remoteAddress === undefined ? "a host that has gone" : hostAndPort(remoteAddress, remotePort ?? 0);
}

/** Listens, and returns the port. @throws UsageError (as a rejection) if the port is not available. */
export async function listenAt(
  server: Pick<Server, "listen" | "address" | "once" | "off"> & NodeJS.EventEmitter,
  scheme: string,
  host: string,
  port: number,
): Promise<number> {
  try {
    const listening = once(server, "listening");
    server.listen({ host, port });
    await listening;
  } catch (cause) {
    throw new UsageError(
      `cannot listen at ${scheme}:${hostAndPort(host, port)}: ${reasonOf(cause)}. Use another port.`,
      {
        cause,
      },
    );
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
