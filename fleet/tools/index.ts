import { exitCodes, reasonOf, ToolError } from "qapi-ts-tools/cli";
import type { TransportOpener } from "qapi-ts";
import { connectFleet } from "../client/connect-fleet.js";
import type { Fleet } from "../client/fleet.js";
import type { MachineFacts } from "../messages/machine-facts.js";
import { natsFromEnvironment } from "../nats/environment.js";
import type { MachineAddress } from "../subjects/machine-address.js";

// The entry point `qapi-ts-fleet/tools`, which only the command `qmp` loads, for `nats:` targets and `qmp ps --fleet`.

/** A transport to a machine, and the function that closes its connection to NATS. */
interface OpenedMachine {
  readonly address: { readonly transport: TransportOpener };
  readonly release: () => Promise<void>;
}

/** Connects to the machine of an address. @throws ToolError (as a rejection) if NATS cannot be reached. */
export async function openMachine(machine: MachineAddress): Promise<OpenedMachine> {
  const fleet = await open();
  const { site, host, machine: name } = machine;
  return {
    address: { transport: fleet.transport({ site, host, machine: name }) },
    release: () => fleet.close(),
  };
}

/** Lists the machines of the fleet. @throws ToolError (as a rejection) if NATS cannot be reached. */
export async function listMachines(): Promise<readonly MachineFacts[]> {
  await using fleet = await open();
  try {
    using machines = await fleet.machines();
    return machines.current;
  } catch (cause) {
    throw new ToolError(exitCodes.unreachable, `${reasonOf(cause)}. Start qmp-fleet serve on each host.`, {
      cause,
    });
  }
}

async function open(): Promise<Fleet> {
  try {
    return await connectFleet({
      name: "qmp",
      prefix: process.env["QMP_FLEET_PREFIX"] ?? "qmp",
      ...natsFromEnvironment(),
    });
  } catch (cause) {
    if (cause instanceof ToolError) throw cause;
    const message = `${reasonOf(cause)}. Set NATS_URL, such as nats://HOST:4222.`;
    throw new ToolError(exitCodes.unreachable, message, { cause });
  }
}
