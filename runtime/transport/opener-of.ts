import { supplier } from "#supplier";
import type { Target } from "./targets.js";
import type { TransportOpener } from "./transport.js";
import { webSocketOpener } from "./web-socket.js";

/**
 * The opener of a target. An open WebSocket does not wait until somebody listens, so what takes it is there from the
 * beginning; others are loaded when one is meant.
 */
export function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  if ("webSocket" in target) return webSocketOpener(target);
  return async (sink, signal) => {
    const { otherOpenerOf } = await supplier.load();
    return (await otherOpenerOf(target))(sink, signal);
  };
}
