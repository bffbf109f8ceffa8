import type { TransportOpener } from "./transport.js";
import type { WebSocketTarget } from "./web-socket.js";
import type { WebStreams } from "./web-streams.js";

// Node's own types would make everybody install them who only wants to run in a browser.

/** What is needed of Node's Readable. */
export interface NodeReadable {
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  pause(): unknown;
  resume(): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  destroy(error?: Error): unknown;
}

/** What is needed of Node's Writable. */
export interface NodeWritable {
  on(event: string, listener: (...args: never[]) => void): unknown;
  readonly writableLength: number;
  write(text: string, encoding: "latin1", written?: (error?: Error | null) => void): boolean;
  end(written?: () => void): unknown;
  destroy(error?: Error): unknown;
}

/** What is needed of Node's Duplex. */
export interface NodeDuplex extends NodeReadable, NodeWritable {}

/** What is needed of Node's ChildProcess. */
export interface NodeChild {
  readonly stdin: NodeWritable | null;
  readonly stdout: NodeReadable | null;
}

type Pem = string | Uint8Array;

/** How to make a connection safe by TLS. @see Node's `tls.connect`, whose options of the same names these are. */
export interface TlsSettings {
  /** Whom to trust, beside nobody; the well-known authorities, where it is left out. */
  readonly ca?: Pem | readonly Pem[];
  /** Who we are. */
  readonly cert?: Pem;
  readonly key?: Pem;
  readonly passphrase?: string;
  /** The name in the server's certificate, where it is not the host. */
  readonly servername?: string;
  /** False accepts any certificate. */
  readonly rejectUnauthorized?: boolean;
}

/** Where a server is, for a program that runs on Node. */
export type NodeTarget =
  /** A unix socket's path, as of `-qmp unix:PATH,server=on`. */
  | { readonly path: string }
  /** A TCP port; of this machine, where no host is named. With `tls` it is made safe. */
  | { readonly host?: string; readonly port: number; readonly tls?: TlsSettings }
  /** A stream that is connected already: a socket, a TLS or SSH channel. */
  | { readonly stream: NodeDuplex }
  /** A child process that speaks the protocol on its standard input and output, as of `-qmp stdio`. */
  | { readonly child: NodeChild };

/** Where a server is, for a program that runs anywhere. */
export type WebTarget = WebSocketTarget | WebStreams;

/** Where the server is: something of Node's, something of the web's, or a transport of one's own. */
export type Target = NodeTarget | WebTarget | { readonly transport: TransportOpener };
