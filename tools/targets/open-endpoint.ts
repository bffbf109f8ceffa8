import type { ConnectionFlags } from "./connection-options.js";
import { loadFleet } from "../fleet/load-fleet.js";
import { openDomain } from "./libvirt.js";
import type { Address } from "./target.js";
import { readTls } from "./tls.js";
import { webSocketClass } from "./web-socket.js";
import type { Endpoint, EndpointOptions } from "./endpoint.js";

/**
 * Finds the address of a target, and starts the programs that it needs.
 * @throws ToolError (as a rejection) if there is none.
 */
export async function openEndpoint(
  target: Address,
  flags: ConnectionFlags,
  options: EndpointOptions,
): Promise<Endpoint> {
  switch (target.kind) {
    case "unix":
      return { address: { path: target.path } };
    case "tcp":
      return { address: { host: target.host, port: target.port } };
    case "tls":
      return { address: { host: target.host, port: target.port, tls: readTls(flags) } };
    case "web-socket":
      return {
        address: {
          webSocket: target.url,
          WebSocket: webSocketClass(target.url.startsWith("wss:") ? readTls(flags) : {}),
        },
      };
    case "agent":
      return { address: { path: target.path }, isAgent: true };
    case "libvirt":
      return openDomain(target.domain, options);
    case "nats":
      return await (await loadFleet()).openMachine(target);
  }
}
