// Starts twenty machines, receives the events of all of them in one hub, and shuts them down.
// node dist/examples/fleet.js [BINARY]
import { completeEach, createEventHub } from "qapi-ts";
import { launch, type Launched } from "qapi-ts/node";
import { qmp, queryVersion, stop, type QmpProtocol } from "qapi-ts/qmp";

const names = Array.from({ length: 20 }, (_, index) => `vm${index + 1}`);
const machines = new Map<string, Launched<QmpProtocol>>();
using hub = createEventHub<string, QmpProtocol>({
  onLeave: (machine) => {
    console.log(machine, "has left");
  },
});

async function start(name: string): Promise<void> {
  const machine = await launch({
    binary: process.argv[2] ?? "qemu-system-x86_64",
    args: ["-name", name, "-M", "none", "-display", "none", "-nodefaults"],
    protocol: qmp,
    timeout: 60_000,
  });
  machines.set(name, machine);
  hub.join(name, machine.session);
}

/** Stops a machine and waits for its event. */
async function pause(name: string, machine: Launched<QmpProtocol>): Promise<void> {
  const stopped = hub.wait({ machine: name, names: ["STOP"], timeout: 10_000 });
  await Promise.all([stop(machine.session), stopped]);
}

try {
  // A machine that fails to start does not affect the others: each has its own outcome.
  for (const outcome of await completeEach(names, start)) {
    if (!outcome.ok) console.error(outcome.item, "did not start:", outcome.error);
  }
  const versions = await Promise.all([...machines.values()].map(({ session }) => queryVersion(session)));
  const majors = new Set(versions.map(({ qemu }) => qemu.major));
  console.log(`${machines.size} machines run QEMU ${[...majors].join(", ")}`);

  hub.callback({ names: ["SHUTDOWN"] }, ({ machine, data }) => {
    console.log(machine, "shuts down:", data.reason);
  });
  const outcomes = await completeEach([...machines], ([name, machine]) => pause(name, machine));
  console.log(`${outcomes.filter(({ ok }) => ok).length} machines are paused`);
} finally {
  await Promise.all([...machines.values()].map((machine) => machine.stop()));
}
