import { connect as connectNats } from "@nats-io/transport-node";
import { connectPersistent } from "qapi-ts";
import { serveFleet, sessionAccess, type OwnedMachine } from "qapi-ts-fleet";
import { anyProtocol, createServer, type Server } from "qapi-ts/server";
import { memoryTransport } from "qapi-ts/testing";

// The process of the owners and their machines, started by the bench. Arguments: the address of NATS, the numbers of
// machines and of owners. Each owner has its own connection to NATS, and serves its share of stand-ins in this process. A plain
// responder of NATS for each machine, with the same reply, is the floor.

const [url = "", machineCount = "0", ownerCount = "0"] = process.argv.slice(2);
const status = { running: true, status: "running" };
const servers: Server[] = [];

function createMachine(name: string): OwnedMachine {
  const server = createServer(anyProtocol, { "query-status": () => status, change: () => ({}) });
  servers.push(server);
  const connect = async (): ReturnType<OwnedMachine["connect"]> =>
    sessionAccess(await connectPersistent({ transport: memoryTransport(server) }));
  return { name, connect };
}

async function startOwner(index: number, machines: readonly OwnedMachine[]): Promise<void> {
  const plain = await connectNats({ servers: url });
  const reply = new TextEncoder().encode(JSON.stringify({ return: status }));
  for (const { name } of machines) {
    plain.subscribe(`plain.${name}`, {
      callback: (_error, message) => {
        message.respond(reply);
      },
    });
  }
  const owner = { servers: url, site: "bench", host: `h${index}`, findInterval: 5_000 };
  const { serving } = await serveFleet({ ...owner, find: () => machines });
  if (serving.length !== machines.length) throw new Error(`only ${serving.length} machines are served`);
}

const count = Number(machineCount) / Number(ownerCount);
const start = performance.now();
let next = 0;
/** Some owners start at the same time. */
const startOwners = async (): Promise<void> => {
  for (let index = next++; index < Number(ownerCount); index = next++) {
    const first = index * count;
    await startOwner(
      index,
      Array.from({ length: count }, (_, machine) => createMachine(`vm${first + machine}`)),
    );
  }
};
await Promise.all([1, 2, 3, 4].map(startOwners));
globalThis.gc?.();
process.send?.({ served: performance.now() - start, resident: process.memoryUsage().rss });

process.on("message", (message) => {
  if (message === "raise") for (const [n, server] of servers.entries()) server.raise("COUNTED", { n });
});
