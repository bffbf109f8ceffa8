import { connectPersistent, type AnyProtocol } from "qapi-ts";
import { anyProtocol, createServer, type Handlers, type Server, type ServerOptions } from "qapi-ts/server";
import { memoryTransport } from "qapi-ts/testing";
import { sessionAccess, type OwnedMachine } from "qapi-ts-fleet";

/** A machine of our own server that counts what it executes. */
export interface StandIn {
  readonly machine: OwnedMachine;
  readonly server: Server;
  /** The values of the argument `n` of the executed commands, in order. */
  readonly executed: readonly number[];
}

/** Creates a stand-in in this process. The command `count` has the argument `n`, and returns it. */
export function createStandIn(
  name: string,
  handlers: Handlers<AnyProtocol> = {},
  options: ServerOptions = {},
): StandIn {
  const executed: number[] = [];
  const server = createServer(
    anyProtocol,
    {
      "query-status": () => ({ running: true, status: "running" }),
      count: (args: object) => {
        const { n } = args as { readonly n: number };
        executed.push(n);
        return { n };
      },
      ...handlers,
    },
    { version: { major: 10, minor: 0, micro: 3, package: "stand-in" }, capabilities: ["oob"], ...options },
  );
  const connect = async () => sessionAccess(await connectPersistent({ transport: memoryTransport(server) }));
  return { server, executed, machine: { name, connect } };
}
