import type { TransportOpener } from "./transport.js";
import type { WebSocketTarget } from "./web-socket.js";
import type { WebStreams } from "./web-streams.js";

// Structural types, so that a program for browsers does not need the types of Node.

/** The part of Node's Readable that a session uses. */
export interface NodeReadable {
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  pause(): unknown;
  resume(): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  destroy(error?: Error): unknown;
}

/** The part of Node's Writable that a session uses. */
export interface NodeWritable {
  on(event: string, listener: (...args: never[]) => void): unknown;
  readonly writableLength: number;
  write(text: string, encoding: "latin1", written?: (error?: Error | null) => void): boolean;
  end(written?: () => void): unknown;
  destroy(error?: Error): unknown;
}

/** The part of Node's Duplex that a session uses. */
export interface NodeDuplex extends NodeReadable, NodeWritable {}

/** The part of Node's ChildProcess that a session uses. */
export interface NodeChild {
  readonly stdin: NodeWritable | null;
  readonly stdout: NodeReadable | null;
}

type Pem = string | Uint8Array;

/** TLS options. @see the options of the same names of Node's `tls.connect` */
export interface TlsSettings {
  /** The only certificate authorities to trust. Default: the well-known ones. */
  readonly ca?: Pem | readonly Pem[] | undefined;
  /** The client's certificate. */
  readonly cert?: Pem | undefined;
  /** The private key of `cert`. */
  readonly key?: Pem | undefined;
  /** The passphrase of `key`. */
  readonly passphrase?: string | undefined;
  /** The name in the server's certificate. Default: the host. */
  readonly servername?: string | undefined;
  /** False accepts any certificate. Default: true. */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** A server that a program on Node can connect to. */
export type NodeTarget =
  /** The path of a unix socket, as in `-qmp unix:PATH,server=on`. */
  | { readonly path: string }
  /** A TCP port. Default host: `localhost`. With `tls`, the connection uses TLS. */
  | { readonly host?: string | undefined; readonly port: number; readonly tls?: TlsSettings | undefined }
  /** A connected stream, such as a socket or an SSH channel. */
  | { readonly stream: NodeDuplex }
  /** A child process that speaks the protocol on its standard input and output, as with `-qmp stdio`. */
  | { readonly child: NodeChild };

/** A server that a program on any platform can connect to. */
type WebTarget = WebSocketTarget | WebStreams;

/** Where the server is: a target of Node, a target of the web, or a custom transport. */
export type Target = NodeTarget | WebTarget | { readonly transport: TransportOpener };
