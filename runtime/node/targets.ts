import type { NodeTarget } from "../transport/targets.js";
import type { TransportOpener } from "../transport/transport.js";
import { childOpener } from "./child.js";
import { tcpOpener, tlsOpener, unixOpener } from "./socket.js";
import { streamOpener } from "./stream.js";

/** The opener of a target. */
export function openerOf(target: NodeTarget): TransportOpener {
  if ("path" in target) return unixOpener(target.path);
  if ("stream" in target) return streamOpener(target.stream);
  if ("child" in target) return childOpener(target.child);
  const { host = "localhost", port, tls } = target;
  return tls === undefined ? tcpOpener(host, port) : tlsOpener(host, port, tls);
}
