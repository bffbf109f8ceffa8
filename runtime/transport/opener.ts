import { nodeOpener } from "#node-opener";
import type { Target } from "./targets.js";
import type { TransportOpener } from "./transport.js";
import { webSocketOpener } from "./web-socket.js";
import { webStreamsOpener } from "./web-streams.js";

/** Returns the opener of a target. */
export function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  if ("webSocket" in target) return webSocketOpener(target);
  if ("readable" in target) return webStreamsOpener(target);
  return nodeOpener(target);
}
