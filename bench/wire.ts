import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rounds } from "./support/process.js";
import { median, printRows, row, rowAtLeast, rowBeside, type Row } from "./support/table.js";
import { Client, clientEntries, type Entry } from "./wire/clients.js";
import { startReal } from "./wire/real.js";
import { processors, startReplay } from "./wire/replay.js";
import { scenarioNames, scenarios, type ScenarioName } from "./wire/scenarios.js";

// Compares a session with the floor (the least Node code that does the same work) and with other clients. The replay
// server is a separate process; client and server run on one processor each. Rounds of some tens of milliseconds
// alternate between the clients, so that other load on the machine affects all of them. Every figure is a median.
// Usage: wire [--rounds N] [--only SCENARIO] [--json]

/** The goals as ratios to the floor: a minimum for a rate, a maximum for a cost. */
const goals: Readonly<Record<ScenarioName, number>> = {
  sequential: 0.92,
  "8 in flight": 0.8,
  "64 in flight": 0.8,
  "events heard": 0.9,
  "events unheard": 3,
  "16 MiB reply": 1.1,
  "ordinary replies, exact integers": 1.1,
  "idle session, resident": 1.25,
  "idle session, on the heap": 1.5,
};

type Medians = ReadonlyMap<string, number>;

/** The time, in milliseconds, after which a client runs no further round of a scenario: some need seconds for one. */
const timeLimit = 5000;

/** Runs the rounds of a scenario, alternating between the clients. Returns the median of each client. */
async function measure(name: ScenarioName, clients: readonly Client[]): Promise<Medians> {
  const { kind, fresh = false } = scenarios[name];
  const values = new Map<Client, number[]>(clients.map((client) => [client, []]));
  const spent = new Map<Client, number>();
  const warmUpRounds = fresh ? 0 : 5;
  // A scenario in fresh processes is slow and varies less.
  const measuredRounds = fresh ? rounds(21) / 3 : rounds(21);
  for (let round = -warmUpRounds; round < measuredRounds; round++) {
    for (const [client, results] of values) {
      const before = spent.get(client) ?? 0;
      if (!fresh && before > timeLimit && results.length > 0) continue;
      const start = performance.now();
      const value = fresh ? await client.runInFreshProcess(name) : await client.run(name);
      spent.set(client, before + performance.now() - start);
      if (round >= 0 || before > timeLimit) results.push(kind === "rate" ? 1 / value : value);
    }
  }
  return new Map([...values].map(([client, results]) => [client.entry.name, median(results)]));
}

/** Returns the rows of a scenario: qapi-ts with its goal, and the other clients for comparison. */
function rowsOf(name: ScenarioName, medians: Medians): Row[] {
  const floor = medians.get("floor") ?? NaN;
  return [...medians].slice(1).map(([client, value]) => {
    const title = `${name}, ${scenarios[name].unit}: ${client}`;
    if (client !== "qapi-ts") return rowBeside(title, value, floor);
    return (scenarios[name].kind === "rate" ? rowAtLeast : row)(title, value, floor, goals[name]);
  });
}

/** Returns the rows of real QEMU, whose own time dominates: the ratio is that to the fastest other client. */
function realRows(medians: Medians): Row[] {
  const title = (client: string): string => `real QEMU, 8 in flight, thousands/s: ${client}`;
  const { "qapi-ts": rate = NaN, floor = NaN, ...others } = Object.fromEntries(medians);
  const best = Math.max(...Object.values(others));
  return [
    rowAtLeast(title("qapi-ts, over the best other client"), rate, best, 1),
    ...Object.entries({ floor, ...others }).map(([client, value]) => rowBeside(title(client), value, best)),
  ];
}

const work = mkdtempSync(join(tmpdir(), "qapi-ts-bench-"));
const only = process.argv.indexOf("--only");
const isSelected = (name: string): boolean => only === -1 || process.argv[only + 1] === name;

/** Starts the clients, passes them to `run` and stops them. */
async function withClients<R>(
  entries: readonly Entry[],
  pathOf: (name: string) => string,
  replay: boolean,
  run: (clients: readonly Client[]) => Promise<R>,
): Promise<R> {
  const clients: Client[] = [];
  try {
    for (const entry of entries) clients.push(await Client.start(entry, pathOf(entry.name), replay));
    return await run(clients);
  } finally {
    for (const client of clients) client.stop();
  }
}

/** Runs scenarios with the replay server on the given processor. */
async function runReplayed(
  entries: readonly Entry[],
  processor: string,
  names: readonly ScenarioName[],
): Promise<Row[]> {
  const server = await startReplay(work, processor);
  try {
    return await withClients(
      entries,
      () => server.path,
      true,
      async (clients) => {
        const rows: Row[] = [];
        for (const name of names) {
          const medians = await measure(
            name,
            clients.filter(({ entry }) => entry.supports(name)),
          );
          rows.push(...rowsOf(name, medians));
        }
        return rows;
      },
    );
  } finally {
    server.stop();
  }
}

/** Runs against real QEMU. Returns no rows if it cannot be started. */
async function runReal(entries: readonly Entry[]): Promise<Row[]> {
  const server = await startReal(
    work,
    entries.map(({ name }) => name),
  );
  if (server === undefined) return [];
  try {
    return realRows(
      await withClients(
        entries,
        (name) => server.path(name),
        false,
        (clients) => measure("8 in flight", clients),
      ),
    );
  } finally {
    await server.stop();
  }
}

try {
  const clients = clientEntries();
  const selected = scenarioNames.filter(isSelected);
  const onOneProcessor = (name: ScenarioName): boolean => scenarios[name].onOneProcessor === true;
  const rows = [
    ...(await runReplayed(clients, processors.clients, selected.filter(onOneProcessor))),
    ...(await runReplayed(
      clients,
      processors.server,
      selected.filter((name) => !onOneProcessor(name)),
    )),
  ];
  // QEMU answers about 20 times slower than the replay server.
  if (isSelected("real QEMU"))
    rows.push(...(await runReal(clients.map((each) => ({ ...each, share: 0.05 })))));
  printRows(
    "wire: speed and memory of a session, relative to the least Node code that does the same work",
    rows,
  );
} finally {
  rmSync(work, { recursive: true });
}
