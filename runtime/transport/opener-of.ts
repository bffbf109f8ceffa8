import type { NodeTarget, Target } from "./targets.js";
import type { TransportOpener } from "./transport.js";
import { webSocketOpener } from "./web-socket.js";
import type { WebStreams } from "./web-streams.js";

/**
 * The opener of a target. Transports are loaded when one is meant: a browser has no use for Node's. An open WebSocket
 * does not wait until somebody listens, so what takes it is there from the beginning.
 */
export function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  if ("webSocket" in target) return webSocketOpener(target);
  return async (sink, signal) => (await load(target))(sink, signal);
}

/** Asking for a module takes longer than connecting does, so a program with thousands of sessions asks once. */
let node: Promise<typeof import("#node-transports")> | undefined;

async function load(target: NodeTarget | WebStreams): Promise<TransportOpener> {
  if ("readable" in target) return (await import("./web-streams.js")).webStreamsOpener(target);
  return (await (node ??= import("#node-transports"))).openerOf(target);
}
