import type { Machine } from "qapi-ts-tools";
import { beforeEach, expect, test, vi } from "vitest";
import { findMachines } from "../../../fleet/owner/find-machines.js";

const onHost = vi.hoisted(() => ({ machines: [] as Machine[] }));

vi.mock("qapi-ts-tools", async (original) => ({
  ...(await original<typeof import("qapi-ts-tools")>()),
  findMachines: () => Promise.resolve(onHost.machines),
}));

type Monitor = Machine["monitors"][number];

function machine(name: string, pid: number, ...targets: readonly (string | undefined)[]): Machine {
  const monitors = targets.map((target) => ({ target }) as Monitor);
  return { name, pid, monitors } as unknown as Machine;
}

async function found(): Promise<(readonly [string, string | undefined])[]> {
  const machines = await findMachines(undefined, () => Promise.reject(new Error("not connected here")));
  return machines.map(({ name, target }) => [name, target] as const);
}

beforeEach(() => {
  onHost.machines = [];
});

test("the machines that `qmp ps` finds are served by their names, over the first monitor that can be connected to", async () => {
  onHost.machines = [
    machine("vm1", 1, undefined, "unix:/run/vm1.qmp", "tcp:localhost:4444"),
    machine("vm2", 2, "unix:/run/vm2.qmp"),
    machine("without a monitor", 3),
  ];
  expect(await found()).toEqual([
    ["vm1", "unix:/run/vm1.qmp"],
    ["vm2", "unix:/run/vm2.qmp"],
  ]);
});

test("machines with one name have their process id as a suffix", async () => {
  onHost.machines = [
    machine("vm", 10, "unix:/a"),
    machine("vm", 11, "unix:/b"),
    machine("other", 12, "unix:/c"),
  ];
  expect(await found()).toEqual([
    ["vm~10", "unix:/a"],
    ["vm~11", "unix:/b"],
    ["other", "unix:/c"],
  ]);
});
