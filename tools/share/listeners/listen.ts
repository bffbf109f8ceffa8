import type { ListenAddress, ListenerUser, OpenListener } from "./listener.js";
import { listenTcp } from "./tcp-listener.js";
import { listenUnix } from "./unix-listener.js";
import { listenWebSocket, type WebSocketLimits } from "./web-socket-listener.js";

/** Listens at an address of any kind. @throws UsageError (as a rejection) if the address cannot be used. */
export function listenAtAddress(
  address: ListenAddress,
  limits: WebSocketLimits,
  user: ListenerUser,
): Promise<OpenListener> {
  switch (address.kind) {
    case "unix":
      return listenUnix(address, user);
    case "tcp":
    case "tls":
      return listenTcp(address, user);
    case "web-socket":
      return listenWebSocket(address, user, limits);
  }
}
