import { measure, type Measurement } from "./fleet/measure.js";
import { printRows, row, rowAtLeast, rowBeside, type Row } from "./support/table.js";

// Measures a fleet on one machine: stand-ins of QEMU with their owners in one process, a client in another, and a real server
// of NATS. The floor of asking all machines is the plain request and reply of NATS with the same reply in the same run; the
// floor of a larger fleet is the smallest one, so that a ratio of 1 is a cost per machine that does not grow.
// Usage: fleet [--machines 500,2000,5000] [--owners 50] [--json]

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

/** The least rate of requests, as a ratio to plain NATS, and the most growth of a cost per machine. */
const [leastRatio, mostGrowth] = [0.2, 2];

function rowsOf(one: Measurement, smallest: Measurement): Row[] {
  const { machines } = one;
  const rate = (name: string, value: number): Row =>
    rowBeside(`${machines} machines: ${name}, per second`, value, one.plain);
  const perMachine = (name: string, value: (of: Measurement) => number): Row => {
    const title = `${machines} machines: ${name}`;
    const [cost, floor] = [value(one), value(smallest)];
    return one === smallest ? rowBeside(title, cost, floor) : row(title, cost, floor, mostGrowth);
  };
  return [
    rowAtLeast(
      `${machines} machines: asking all by requests, per second`,
      one.requests,
      one.plain,
      leastRatio,
    ),
    rate("asking all by sessions", one.sessions),
    rate("commands in the ledger", one.changes),
    rate("events from the stream", one.events),
    perMachine("starting to serve, ms a machine", (of) => of.serving / of.machines),
    perMachine("listing, ms a machine", (of) => of.listing / of.machines),
    perMachine("asking, ms a machine", (of) => 1000 / of.requests),
    perMachine("memory of owners, KiB a machine", (of) => of.memory),
  ];
}

const sizes = option("--machines", "500,2000,5000").split(",").map(Number);
const owners = Number(option("--owners", "50"));
const measurements: Measurement[] = [];
for (const machines of sizes) measurements.push(await measure(machines, Math.min(owners, machines)));
const [smallest] = measurements;
if (smallest !== undefined) {
  printRows(
    "a fleet: rates beside plain NATS, and costs per machine beside those of the smallest fleet",
    measurements.flatMap((each) => rowsOf(each, smallest)),
  );
}
