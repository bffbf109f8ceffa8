import type { TransportOpener } from "./transport.js";

/** What bundlers for browsers put in the place of Node's transports (`imports` in package.json). */
export function openerOf(): TransportOpener {
  const advice = "use webSocket, a pair of Web Streams, or a transport of your own";
  return () => Promise.reject(new Error(`a browser has no sockets: ${advice}`));
}
