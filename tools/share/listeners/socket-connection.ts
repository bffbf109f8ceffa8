import type { Duplex } from "node:stream";
import type { Connection } from "./listener.js";

/** Returns the connection over a socket. @param peer - who connected. */
export function socketConnection(socket: Duplex, peer: string): Connection {
  // The peer may reset the connection before it is served, which then finds that the socket is destroyed.
  socket.on("error", () => undefined);
  return {
    transport: { stream: socket },
    peer,
    refuse: () => socket.destroy(),
    onClosed: (listener) => {
      if (socket.closed) queueMicrotask(listener);
      else socket.once("close", listener);
    },
  };
}
