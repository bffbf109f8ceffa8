import { PerformanceObserver } from "node:perf_hooks";
import { printRows, row, type Row } from "./support/table.js";
import { inputKinds, type InputKind } from "./support/message-kinds.js";

// Measures whether the time per received byte is constant: for each kind of message, 1, 10 and 100 times the input. The
// value is the time of ten times the input, the floor ten times the time of the input, so that a ratio of 1 is linear.
// A ratio below 1 is the fixed cost of a message, which more input shares. The pauses of V8's garbage collector are not
// counted: they grow with the values that the program keeps, with JSON.parse too.
// Usage: growth [--only KIND] [--json]

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;

/** The input of the smallest measurement, in bytes. The largest must stay below the limit of a message. */
const smallest = 200_000;
/** How far the ratio may be from linear. */
const tolerance = 1.3;

const collections = new PerformanceObserver(() => undefined);
collections.observe({ entryTypes: ["gc"] });

/** Returns the pauses of the garbage collector between two times, in milliseconds. */
async function pausesBetween(start: number, end: number): Promise<number> {
  // A record appears in the turn after the collection.
  await new Promise(setImmediate);
  const pauses = collections.takeRecords().filter((each) => each.startTime >= start && each.startTime < end);
  return pauses.reduce((sum, { duration }) => sum + duration, 0);
}

/** Returns the least time of several runs in milliseconds, without the pauses of the garbage collector. */
async function least(kind: InputKind, size: number, runs: number): Promise<number> {
  let time = Infinity;
  for (let run = 0; run < runs; run++) {
    const receive = await kind(size);
    globalThis.gc?.();
    const start = performance.now();
    await receive();
    const end = performance.now();
    time = Math.min(time, end - start - (await pausesBetween(start, end)));
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
