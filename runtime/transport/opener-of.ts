import type { NodeTarget, Target, WebTarget } from "./targets.js";
import type { TransportOpener } from "./transport.js";

/** The opener of a target. Transports are loaded when one is meant: a browser has no use for Node's. */
export function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  return async (sink, signal) => (await load(target))(sink, signal);
}

/** Asking for a module takes longer than connecting does, so a program with thousands of sessions asks once. */
let node: Promise<typeof import("./node/target.js")> | undefined;

async function load(target: NodeTarget | WebTarget): Promise<TransportOpener> {
  if ("webSocket" in target) return (await import("./web-socket.js")).webSocketOpener(target);
  if ("readable" in target) return (await import("./web-streams.js")).webStreamsOpener(target);
  return (await (node ??= import("./node/target.js"))).openerOf(target);
}
