import type { ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import type { TransportOpener } from "../transport.js";
import { childOpener } from "./child.js";
import { tcpOpener, unixOpener } from "./socket.js";
import { streamOpener } from "./stream.js";

/** Where a server is, for a program that runs on Node. */
export type NodeTarget =
  /** A unix socket's path, as of `-qmp unix:PATH,server=on`. */
  | { readonly path: string }
  /** A TCP port; of this machine, where no host is named. */
  | { readonly host?: string; readonly port: number }
  /** A stream that is connected already: a socket, a TLS or SSH channel. */
  | { readonly stream: Duplex }
  /** A child process that speaks the protocol on its standard input and output, as of `-qmp stdio`. */
  | { readonly child: ChildProcess };

/** The opener of a target. */
export function openerOf(target: NodeTarget): TransportOpener {
  if ("path" in target) return unixOpener(target.path);
  if ("stream" in target) return streamOpener(target.stream);
  if ("child" in target) return childOpener(target.child);
  return tcpOpener(target.host ?? "localhost", target.port);
}
