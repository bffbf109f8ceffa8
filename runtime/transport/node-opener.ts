import type { NodeTarget } from "./targets.js";
import type { TransportOpener } from "./transport.js";

/** Loaded once: even the import of a loaded module costs more than opening a connection. */
let transports: Promise<typeof import("../node/targets.js")> | undefined;

/** Returns the opener of a target of Node. Its transports are loaded when the first one is opened. */
export function nodeOpener(target: NodeTarget): TransportOpener {
  return async (sink, signal) => {
    const { openerOf } = await (transports ??= import("../node/targets.js"));
    return await openerOf(target)(sink, signal);
  };
}
