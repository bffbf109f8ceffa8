import type { Target } from "./targets.js";
import type { TransportOpener } from "./transport.js";
import { webSocketOpener } from "./web-socket.js";
import { webStreamsOpener } from "./web-streams.js";

/** Loaded once: asking for a loaded module still costs more than opening a connection. */
let nodeTransports: Promise<typeof import("#node-transports")> | undefined;

/** Returns the opener of a target. Node's transports are loaded when the first one is opened. */
export function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  if ("webSocket" in target) return webSocketOpener(target);
  if ("readable" in target) return webStreamsOpener(target);
  return async (sink, signal) => {
    const node = await (nodeTransports ??= import("#node-transports"));
    return await node.openerOf(target)(sink, signal);
  };
}
