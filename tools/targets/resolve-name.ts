import { existsSync } from "node:fs";
import { exitCodes, ToolError } from "../failure.js";
import { findMachines } from "../machines/find-machines.js";
import { suggest } from "../output/suggest.js";
import { parseTarget, type Address } from "./target.js";

/**
 * Finds the monitors of a machine by a name that `qmp ps` prints, or `pid-PID`; otherwise a socket of this name in the
 * current folder. There is at least one.
 * @throws ToolError (as a rejection) if there is no such machine, or more than one, or its monitor cannot be connected to.
 */
export async function resolveName(name: string): Promise<[Address, ...Address[]]> {
  const machines = await findMachines();
  const named = machines.filter((each) => each.name === name || `pid-${String(each.pid)}` === name);
  const [machine] = named;
  if (machine === undefined) {
    if (existsSync(name)) return [{ kind: "unix", path: name }];
    const names = machines.map((each) => each.name);
    throw unreachable(
      `there is no machine "${name}"${suggest(name, names)}. \`qmp ps\` lists the machines of this host.`,
    );
  }
  const targets = named.flatMap(({ monitors }) => monitors.flatMap(({ target }) => target ?? []));
  if (named.length > 1) {
    throw unreachable(
      `${named.length} machines are called "${name}". Use a target instead: ${targets.join(", ")}.`,
    );
  }
  const [first, ...others] = targets.map(parseTarget).filter((target) => target.kind !== "name");
  if (first !== undefined) return [first, ...others];
  throw unreachable(
    `machine "${name}" has no monitor to connect to. Start it with -qmp unix:PATH,server=on,wait=off.`,
  );
}

function unreachable(message: string): ToolError {
  return new ToolError(exitCodes.unreachable, message);
}
