import { connect as connectNats, type NatsConnection } from "@nats-io/transport-node";
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectFleet, type Fleet, type MachineFacts } from "qapi-ts-fleet";
import { median } from "../support/table.js";

/** The measurements of one size. Times in milliseconds, rates per second. */
export interface Measurement {
  readonly machines: number;
  /** The time in which the owners have leased and connected all machines. */
  readonly serving: number;
  /** The memory of the owners' process, with the stand-ins, per machine in KiB. */
  readonly memory: number;
  /** The time from connecting to the complete list of machines. */
  readonly listing: number;
  /** The rates of asking every machine for its status. */
  readonly sessions: number;
  readonly requests: number;
  readonly plain: number;
  /** The rate of requests that change something, which are in the ledger. */
  readonly changes: number;
  /** The rate at which a subscriber receives an event of each machine from the stream. */
  readonly events: number;
}

const concurrency = 64;
const repetitions = 3;

/** Starts everything for a number of machines, and measures it. */
export async function measure(machineCount: number, ownerCount: number): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-bench-fleet-"));
  const { server, url } = await startNats(folder);
  const program = new URL("./owners.js", import.meta.url);
  const args = [url, String(machineCount), String(ownerCount)];
  const owners = fork(program, args, { execArgv: ["--expose-gc"] });
  try {
    const [{ served, resident }] = (await once(owners, "message")) as [{ served: number; resident: number }];
    const result = await measureClient(url, machineCount, owners);
    return { machines: machineCount, serving: served, memory: resident / 1024 / machineCount, ...result };
  } finally {
    owners.kill("SIGKILL");
    server.kill("SIGKILL");
    await once(server, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

type ClientMeasurement = Omit<Measurement, "machines" | "serving" | "memory">;

async function measureClient(url: string, count: number, owners: ChildProcess): Promise<ClientMeasurement> {
  const start = performance.now();
  const fleet = await connectFleet({ servers: url });
  const list = await fleet.machines();
  while (list.current.length < count) await sleep(1);
  const listing = performance.now() - start;
  const machines = [...list.current];
  const plain = await connectNats({ servers: url });
  const rates = { sessions: [] as number[], requests: [] as number[], plain: [] as number[] };
  // In turns, so that other load affects all of them.
  for (let round = 0; round <= repetitions; round++) {
    const inTurn = {
      plain: await rateOf(machines, (machine) => askPlain(plain, machine)),
      requests: await rateOf(machines, (machine) => request(fleet, machine, "query-status")),
      sessions: await sessionRate(fleet, machines),
    };
    // The first round compiles the code.
    if (round === 0) continue;
    for (const name of ["plain", "requests", "sessions"] as const) rates[name].push(inTurn[name]);
  }
  const changes = await rateOf(machines, (machine) => request(fleet, machine, "change"));
  const events = await eventRate(fleet, count, owners);
  await plain.close();
  await fleet.close();
  const [sessions, requests, floor] = [rates.sessions, rates.requests, rates.plain].map(median);
  return { listing, sessions: sessions ?? 0, requests: requests ?? 0, plain: floor ?? 0, changes, events };
}

/** Calls a function for each machine, and returns the calls per second. */
async function rateOf(
  machines: readonly MachineFacts[],
  call: (machine: MachineFacts) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  const run = async (): Promise<void> => {
    for (let machine = machines[next++]; machine !== undefined; machine = machines[next++])
      await call(machine);
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  return (machines.length / (performance.now() - start)) * 1000;
}

async function askPlain(plain: NatsConnection, { machine }: MachineFacts): Promise<void> {
  const reply = await plain.request(`plain.${machine}`, undefined, { timeout: 10_000 });
  if (!reply.json<{ return: { running: boolean } }>().return.running) throw new Error("a wrong reply");
}

async function request(fleet: Fleet, machine: MachineFacts, command: string): Promise<void> {
  const { state, text } = await fleet.request(machine, command);
  if (state !== "done") throw new Error(`${command} is ${state}: ${text}`);
}

async function sessionRate(fleet: Fleet, machines: readonly MachineFacts[]): Promise<number> {
  const start = performance.now();
  const results = await fleet.each(machines, (session) => session.call("query-status"), { concurrency });
  if (results.some(({ outcome }) => outcome !== "done")) throw new Error("a machine did not answer");
  return (machines.length / (performance.now() - start)) * 1000;
}

async function eventRate(fleet: Fleet, count: number, owners: ChildProcess): Promise<number> {
  const events = await fleet.events({ names: ["COUNTED"] });
  const start = performance.now();
  owners.send("raise");
  const seen = new Set<unknown>();
  while (seen.size < count) {
    const { value } = await events.next();
    seen.add((value?.data as { n: number }).n);
  }
  return (count / (performance.now() - start)) * 1000;
}

async function startNats(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const config = join(folder, "nats.conf");
  const lines = [
    `listen: "127.0.0.1:-1"`,
    `ports_file_dir: "${folder}"`,
    `jetstream { store_dir: "${folder}/js" }`,
  ];
  writeFileSync(config, lines.join("\n"));
  const server = spawn("nats-server", ["-c", config], {
    stdio: "ignore",
    env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` },
  });
  for (;;) {
    const file = readdirSync(folder).find((each) => each.endsWith(".ports"));
    const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    if (text !== "") return { server, url: (JSON.parse(text) as { nats: [string] }).nats[0] };
    if (server.exitCode !== null) throw new Error("nats-server did not start");
    await sleep(20);
  }
}
