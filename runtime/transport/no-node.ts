import type { TransportOpener } from "./transport.js";

/** Replaces Node's transports in bundles for browsers (`imports` in package.json). */
export function nodeOpener(): TransportOpener {
  const advice = "use webSocket, a pair of Web Streams, or your own transport";
  return () => Promise.reject(new Error(`a browser cannot open sockets: ${advice}`));
}
