import {
  connectFleet,
  serveFleet,
  type Fleet,
  type FleetOwner,
  type OwnedMachine,
  type OwnerOptions,
} from "qapi-ts-fleet";
import { NatsServer } from "./nats-server.js";
import { use } from "./use.js";

/** A server of NATS, an owner in this process and a client, which end with the test. */
export interface StartedFleet {
  readonly nats: NatsServer;
  readonly owner: FleetOwner;
  readonly fleet: Fleet;
}

/** Serves machines as those of host `h` in site `a`. */
export async function startFleet(
  machines: readonly OwnedMachine[] | (() => readonly OwnedMachine[]),
  options: Partial<OwnerOptions> = {},
): Promise<StartedFleet> {
  const nats = use(await new NatsServer().start());
  const find = typeof machines === "function" ? machines : () => machines;
  const common = { servers: nats.url, site: "a" };
  const owner = use(await serveFleet({ ...common, host: "h", find, findInterval: 100, ...options }));
  const fleet = use(
    await connectFleet({ ...common, limits: { silence: 1_000, askInterval: 100, giveUp: 5_000 } }),
  );
  return { nats, owner, fleet };
}
