import WebSocket from "ws";
import type { TlsOptions } from "./tls.js";

/** The most bytes of a message, as for the other transports. Default of `ws`: 100 MiB. */
const maxPayload = 64 * 1024 * 1024;

/**
 * Returns the class of WebSockets with TLS options. Node has its own from version 22, without such options. A fragment of the
 * URL is the token of `qmp share`, and is sent as the first message.
 */
export function webSocketClass(tls: TlsOptions): new (url: string, protocol: string) => WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocol: string) {
      const [address = "", token] = url.split("#", 2);
      super(address, protocol, { ...tls, maxPayload });
      if (token) this.once("open", () => this.send(JSON.stringify({ token })));
    }
  };
}
