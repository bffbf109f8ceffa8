import type { TransportOpener } from "qapi-ts";
import { exitCodes, ToolError } from "../failure.js";

/** A machine of a fleet. */
export interface FleetMachine {
  readonly site: string;
  readonly host: string;
  readonly machine: string;
  readonly version: string | undefined;
  readonly status: string | undefined;
  readonly connected: boolean;
}

/** What the package `qapi-ts-fleet` offers at its entry point `tools`. It finds NATS by environment variables. */
interface FleetTools {
  /** Connects to a machine. */
  openMachine(machine: { readonly site: string; readonly host: string; readonly machine: string }): Promise<{
    readonly address: { readonly transport: TransportOpener };
    readonly release: () => Promise<void>;
  }>;
  listMachines(): Promise<readonly FleetMachine[]>;
}

/** A variable, because the package is not a dependency of this one. */
const packageName: string = "qapi-ts-fleet/tools";

/**
 * Loads the package `qapi-ts-fleet`, which the user installs.
 * @throws ToolError (as a rejection) if it is not installed.
 */
export async function loadFleet(): Promise<FleetTools> {
  const loaded: unknown = await import(packageName).catch((cause: unknown) => {
    const message = "a fleet needs the package qapi-ts-fleet: npm install --global qapi-ts-fleet.";
    throw new ToolError(exitCodes.unreachable, message, { cause });
  });
  if (isFleet(loaded)) return loaded;
  throw new ToolError(
    exitCodes.unreachable,
    "the installed qapi-ts-fleet has another version: update both packages.",
  );
}

function isFleet(module: unknown): module is FleetTools {
  return typeof module === "object" && module !== null && "openMachine" in module && "listMachines" in module;
}
