import { memoryPair } from "../transport/memory.js";
import type { TransportOpener } from "../transport/transport.js";

/** A server that accepts transports, such as one of `createServer`. */
export interface MemoryServer {
  serve(transport: TransportOpener): void;
}

/**
 * Creates a transport to a server in the same program, without sockets. It can be opened any number of times, so that
 * a session can reconnect; each connection is another client of the server.
 *
 * ```ts
 * const server = createServer(qmp, { "query-status": () => status });
 * const session = await connect({ transport: memoryTransport(server), protocol: qmp });
 * ```
 */
export function memoryTransport(server: MemoryServer): TransportOpener {
  return (sink, signal) => {
    const [clientSide, serverSide] = memoryPair();
    server.serve(serverSide);
    return clientSide(sink, signal);
  };
}
