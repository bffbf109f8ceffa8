import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rounds } from "./support/process.js";
import { median, printRows, row, rowAtLeast, rowBeside, type Row } from "./support/table.js";
import { Client, entries, type Entry } from "./wire/clients.js";
import { startReal } from "./wire/real.js";
import { processors, startReplay } from "./wire/replay.js";
import { scenarioNames, scenarios, type ScenarioName } from "./wire/scenarios.js";

// The session against the least Node code that does the work, and against its peers: a replay server in a process
// of its own, client and server each on a processor, and rounds of some tens of milliseconds that take turns, so
// that whatever else the machine does befalls all. Every figure is a median, every ratio one of medians.
// Usage: wire [--rounds N] [--only SCENARIO] [--json]

/** What is to be reached, as a ratio to the floor: of rates at least so much, of costs at most. */
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

/** Runs a scenario, in which the clients take turns. The first rounds are for warming up; a third is enough afresh. */
async function measure(name: ScenarioName, clients: readonly Client[]): Promise<Medians> {
  const { kind, fresh = false } = scenarios[name];
  const values = new Map<Client, number[]>(clients.map((client) => [client, []]));
  for (let round = fresh ? 0 : -5; round < rounds(21) / (fresh ? 3 : 1); round++) {
    for (const [client, all] of values) {
      const value = fresh ? await client.runAfresh(name) : await client.run(name);
      if (round >= 0) all.push(kind === "rate" ? 1 / value : value);
    }
  }
  return new Map([...values].map(([client, all]) => [client.entry.name, median(all)]));
}

/** The rows of a scenario: ours against its goal, and the peers beside it. */
function rowsOf(name: ScenarioName, medians: Medians): Row[] {
  const floor = medians.get("floor") ?? NaN;
  return [...medians].slice(1).map(([client, value]) => {
    const title = `${name}, ${scenarios[name].unit}: ${client}`;
    if (client !== "qapi-ts") return rowBeside(title, value, floor);
    return (scenarios[name].kind === "rate" ? rowAtLeast : row)(title, value, floor, goals[name]);
  });
}

/** Against real QEMU, whose time it is that counts: ours over the best of the peers. */
function realRows(medians: Medians): Row[] {
  const title = (client: string): string => `real QEMU, 8 in flight, thousands/s: ${client}`;
  const { "qapi-ts": ours = NaN, floor = NaN, ...peers } = Object.fromEntries(medians);
  const best = Math.max(...Object.values(peers));
  return [
    rowAtLeast(title("qapi-ts, over the best peer"), ours, best, 1),
    ...Object.entries({ floor, ...peers }).map(([client, value]) => rowBeside(title(client), value, best)),
  ];
}

const work = mkdtempSync(join(tmpdir(), "qapi-ts-bench-"));
const at = process.argv.indexOf("--only");
const isWanted = (name: string): boolean => at === -1 || process.argv[at + 1] === name;

/** Starts the contenders, runs with them, and ends them. */
async function withClients<R>(
  contenders: readonly Entry[],
  pathOf: (name: string) => string,
  replay: boolean,
  run: (clients: readonly Client[]) => Promise<R>,
): Promise<R> {
  const clients: Client[] = [];
  try {
    for (const entry of contenders) clients.push(await Client.start(entry, pathOf(entry.name), replay));
    return await run(clients);
  } finally {
    for (const client of clients) client.stop();
  }
}

/** The scenarios with the replay server on this processor. */
async function replayed(
  contenders: readonly Entry[],
  processor: string,
  names: readonly ScenarioName[],
): Promise<Row[]> {
  const server = await startReplay(work, processor);
  try {
    return await withClients(
      contenders,
      () => server.path,
      true,
      async (clients) => {
        const rows: Row[] = [];
        for (const name of names) {
          rows.push(
            ...rowsOf(
              name,
              await measure(
                name,
                clients.filter(({ entry }) => entry.can(name)),
              ),
            ),
          );
        }
        return rows;
      },
    );
  } finally {
    server.stop();
  }
}

async function real(contenders: readonly Entry[]): Promise<Row[]> {
  const server = await startReal(
    work,
    contenders.map(({ name }) => name),
  );
  if (server === undefined) return [];
  try {
    return realRows(
      await withClients(
        contenders,
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
  const contenders = entries();
  const wanted = scenarioNames.filter(isWanted);
  const inTurns = (name: ScenarioName): boolean => scenarios[name].inTurns === true;
  const rows = [
    ...(await replayed(contenders, processors.clients, wanted.filter(inTurns))),
    ...(await replayed(
      contenders,
      processors.server,
      wanted.filter((name) => !inTurns(name)),
    )),
  ];
  // Against QEMU a twentieth is enough: it takes long over every call.
  if (isWanted("real QEMU")) rows.push(...(await real(contenders.map((each) => ({ ...each, share: 0.05 })))));
  printRows("the wire: what is reached, over what the least Node code reaches", rows);
} finally {
  rmSync(work, { recursive: true });
}
