import type { NodeTarget } from "./targets.js";
import type { TransportOpener } from "./transport.js";
import { webStreamsOpener, type WebStreams } from "./web-streams.js";

/** Asking for a module takes longer than connecting does, so a program with thousands of sessions asks once. */
let node: Promise<typeof import("#node-transports")> | undefined;

/** The opener of a target that is no WebSocket. Node's are loaded when one is meant. */
export async function otherOpenerOf(target: NodeTarget | WebStreams): Promise<TransportOpener> {
  if ("readable" in target) return webStreamsOpener(target);
  return (await (node ??= import("#node-transports"))).openerOf(target);
}
