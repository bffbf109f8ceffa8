import { basename } from "node:path";
import { findMachines as findOnHost, type Machine } from "qapi-ts-tools";
import { findSockets } from "./find-sockets.js";
import type { MachineAccess, OwnedMachine } from "./machine-access.js";

/**
 * Finds the machines to serve: those that `qmp ps` finds, or the sockets that match patterns.
 * @param patterns - patterns of paths, such as `/run/vms/*.qmp`. A machine has the name of its socket, without the
 * extension. Default: the machines that `qmp ps` finds.
 * @param connect - connects to a target, as `qmp` takes it.
 */
export async function findMachines(
  patterns: readonly string[] | undefined,
  connect: (target: string, name: string) => Promise<MachineAccess>,
): Promise<OwnedMachine[]> {
  const found = patterns === undefined ? targetsOf(await findOnHost()) : await socketsOf(patterns);
  return unique(found).map(({ name, target }) => ({ name, target, connect: () => connect(target, name) }));
}

interface Found {
  readonly name: string;
  readonly target: string;
  /** Appended to the name if another machine has the same. */
  readonly suffix: string;
}

function targetsOf(machines: readonly Machine[]): Found[] {
  return machines.flatMap(({ name, pid, monitors }) => {
    const target = monitors.find((each) => each.target !== undefined)?.target;
    return target === undefined ? [] : [{ name, target, suffix: String(pid ?? target) }];
  });
}

async function socketsOf(patterns: readonly string[]): Promise<Found[]> {
  const paths = new Set((await Promise.all(patterns.map((each) => findSockets(each)))).flat());
  return [...paths].sort().map((path) => ({
    name: basename(path).replace(/(?<=.)\.[^.]*$/, ""),
    target: `unix:${path}`,
    suffix: path,
  }));
}

/** Of machines with one name, all have a suffix. */
function unique(found: readonly Found[]): Found[] {
  const counts = new Map<string, number>();
  for (const { name } of found) counts.set(name, (counts.get(name) ?? 0) + 1);
  return found.map((each) =>
    counts.get(each.name) === 1 ? each : { ...each, name: `${each.name}~${each.suffix}` },
  );
}
