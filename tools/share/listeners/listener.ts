import type { Server } from "qapi-ts/server";
import type { Policy, PolicyOptions } from "../policy/policy.js";
import type { RequestListener } from "node:http";

/** The certificate of a server that uses TLS, in PEM. */
export interface ServerTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** The certificate authorities of clients. A client without a certificate of one of them is refused. Default: none. */
  readonly ca?: string | Buffer | undefined;
}

/** Listens at a unix socket that only the user, or also a group, may connect to. */
export interface UnixAddress {
  readonly kind: "unix";
  readonly path: string;
  /** The name or the number of the group. Default: none, mode 0600. */
  readonly group?: string | number | undefined;
}

/** Listens at a TCP port of the loopback interface. */
export interface TcpAddress {
  readonly kind: "tcp";
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** Listens at a TCP port with TLS. Beyond the loopback interface, clients need a certificate (`tls.ca`). */
export interface TlsAddress {
  readonly kind: "tls";
  readonly host: string;
  readonly port: number;
  readonly tls: ServerTls;
}

/** Listens for WebSockets. Beyond the loopback interface, `tls` and `token` are required. */
export interface WebSocketAddress {
  readonly kind: "web-socket";
  readonly host: string;
  readonly port: number;
  readonly tls?: ServerTls | undefined;
  /** The secret that a client sends first. Default: none is required. */
  readonly token?: string | undefined;
  /** The origins of pages that may connect, such as `https://example.org`. That of the port itself may. Default: no other. */
  readonly origins?: readonly string[] | undefined;
  /** Answers other HTTP requests at the port. Default: status 426. */
  readonly onRequest?: RequestListener | undefined;
}

/** An address to listen at. */
export type ListenAddress = UnixAddress | TcpAddress | TlsAddress | WebSocketAddress;

/** The options of `listen`. */
export type ListenOptions = ListenAddress & {
  /** What clients may execute that connect here. Default: the policy of the shared machine. */
  readonly policy?: PolicyOptions | Policy | undefined;
};

/** A place where clients connect. */
export interface ShareListener {
  /** For example `unix:/run/vm1.sock` or `ws://127.0.0.1:4444`, without a token. */
  readonly address: string;
  /** The port; undefined for a unix socket. */
  readonly port: number | undefined;
  /** Disconnects the clients that connected here, stops listening and removes the socket. */
  close(): Promise<void>;
}

/** A connection that was accepted. */
export interface Connection {
  readonly transport: Parameters<Server["serve"]>[0];
  /** Who connected: the name in a certificate, or a network address. */
  readonly peer: string;
  /** Ends the connection without serving it. */
  refuse(): void;
  /** Calls back once, when the connection has ended. */
  onClosed(listener: () => void): void;
}

/** A socket that listens. */
export interface OpenListener {
  readonly address: string;
  readonly port: number | undefined;
  /** Stops listening, and removes the socket. Connections stay open. */
  close(): Promise<void>;
}

/** Receives what a listener accepts. */
export interface ListenerUser {
  readonly accept: (connection: Connection) => void;
  /** A connection could not be accepted. */
  readonly problem: (error: Error) => void;
}
