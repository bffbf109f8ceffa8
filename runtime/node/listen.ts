import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { TransportOpener } from "../transport/transport.js";
import { streamOpener } from "./stream.js";
import { unixSocketOpener } from "./unix.js";

/** Where to listen: a unix socket's path, or a TCP port (0 for any that is free) of a host. */
export type ListenTarget = { readonly path: string } | { readonly host?: string; readonly port: number };

/** A socket that accepts connections. */
export interface Listening {
  /** The unix socket's path; undefined for TCP. */
  readonly path: string | undefined;
  /** The TCP port; undefined for a unix socket. */
  readonly port: number | undefined;
  /** Accepts no more. Connections that stand are not touched. */
  close(): Promise<void>;
}

/**
 * Listens, and hands over an opener for each connection that arrives.
 * @throws the operating system's error when the address cannot be had.
 */
export function listen(target: ListenTarget, arrived: (opener: TransportOpener) => void): Promise<Listening> {
  const openerOf = "path" in target ? unixSocketOpener : streamOpener;
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    arrived(openerOf(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen("path" in target ? target : { host: "127.0.0.1", ...target }, () => {
      server.off("error", reject);
      resolve(listening(server));
    });
  });
}

function listening(server: Server): Listening {
  const address: AddressInfo | string | null = server.address();
  return {
    path: typeof address === "string" ? address : undefined,
    port: typeof address === "object" ? address?.port : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
