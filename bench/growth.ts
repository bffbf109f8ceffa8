import { printRows, row, type Row } from "./support/table.js";
import { inputKinds, type InputKind } from "./support/message-kinds.js";

// Measures whether the time per received byte is constant: for each kind of message, 1, 10 and 100 times the input. The
// value is the time of ten times the input, the floor ten times the time of the input, so that a ratio of 1 is linear.
// A ratio below 1 is the fixed cost of a message, which more input shares.
// Usage: growth [--only KIND] [--json]

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;

/** The input of the smallest measurement, in bytes. The largest must stay below the limit of a message. */
const smallest = 400_000;
/** How far the ratio may be from linear. */
const tolerance = 1.3;

/** Returns the least processor time of several runs in milliseconds, which other load on the machine affects least. */
async function least(kind: InputKind, size: number, runs: number): Promise<number> {
  let time = Infinity;
  for (let run = 0; run < runs; run++) {
    const receive = await kind(size);
    globalThis.gc?.();
    const start = process.cpuUsage();
    await receive();
    const { user, system } = process.cpuUsage(start);
    time = Math.min(time, (user + system) / 1000);
  }
  return time;
}

async function rowsOf(name: string, kind: InputKind): Promise<Row[]> {
  await least(kind, smallest, 10);
  const times: number[] = [];
  for (const [factor, runs] of [
    [1, 40],
    [10, 10],
    [100, 4],
  ] as const)
    times.push(await least(kind, smallest * factor, runs));
  const [one = 0, ten = 0, hundred = 0] = times;
  return [
    row(`${name}: 10 times the input, ms`, ten, 10 * one, tolerance),
    row(`${name}: 100 times the input, ms`, hundred, 10 * ten, tolerance),
  ];
}

const rows: Row[] = [];
for (const [name, kind] of Object.entries(inputKinds))
  if (only === undefined || name.includes(only)) rows.push(...(await rowsOf(name, kind)));
printRows("time for 1, 10 and 100 times the input", rows);
