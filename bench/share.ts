import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Session } from "qapi-ts";
import { Programs } from "./share/programs.js";
import { startReal } from "./wire/real.js";
import { median, printRows, rowBeside, type Row } from "./support/table.js";

// Measures a shared monitor: that many clients lose and confuse no replies, the latency that it adds, and the memory of idle
// clients. The machine, the shared monitor and the clients are a process each. The machine answers at once with the arguments
// that it received, so that everything measured is the shared monitor's; that of real QEMU is measured beside it.
// Usage: share [--calls N] [--clients N] [--idle N] [--rounds N] [--json]

/** Returns the number after an option. */
function option(name: string, byDefault: number): number {
  const at = process.argv.indexOf(name);
  return at === -1 ? byDefault : Number(process.argv[at + 1]);
}

const calls = option("--calls", 1_000_000);
const clients = option("--clients", 50);
const idle = option("--idle", 500);
const rounds = option("--rounds", 200);

/** The commands of a client that are not answered at a time. */
const inFlight = 4;

interface Counts {
  answered: number;
  /** Replies that carry other data than their own command's. */
  misdelivered: number;
  failed: number;
}

/** Makes calls that carry the client and a number, and compares each reply with its own. */
async function makeCalls(session: Session, client: number, count: number, counts: Counts): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      try {
        const reply = await session.call("echo", { client, number });
        counts.answered++;
        if (!isOwn(reply, client, number)) counts.misdelivered++;
      } catch {
        counts.failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

function isOwn(reply: unknown, client: number, number: number): boolean {
  const { client: from, number: of } = reply as { readonly client: unknown; readonly number: unknown };
  return from === client && of === number;
}

async function measureCalls(path: string): Promise<boolean> {
  const sessions = await Promise.all(Array.from({ length: clients }, () => connect({ path })));
  const counts: Counts = { answered: 0, misdelivered: 0, failed: 0 };
  const start = performance.now();
  const share = Math.ceil(calls / clients);
  await Promise.all(sessions.map((session, client) => makeCalls(session, client, share, counts)));
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(sessions.map((session) => session.close()));
  const { answered, misdelivered, failed } = counts;
  const lost = share * clients - answered - failed;
  console.log(
    `${share * clients} calls of ${clients} clients in ${seconds.toFixed(1)} s (${Math.round(answered / seconds)} calls/s): ` +
      `${lost} lost, ${failed} failed, ${misdelivered} misdelivered`,
  );
  return lost + failed + misdelivered === 0;
}

/** Compares the time of a call through the shared monitor with that of a direct one. Single calls alternate. */
async function measureLatency(name: string, command: string, direct: string, shared: string): Promise<Row> {
  await using one = await connect({ path: direct });
  await using other = await connect({ path: shared });
  const times = { direct: [] as number[], shared: [] as number[] };
  for (let round = -100; round < rounds * 10; round++) {
    for (const [kind, session] of [
      ["direct", one],
      ["shared", other],
    ] as const) {
      const start = performance.now();
      await session.call(command);
      if (round >= 0) times[kind].push((performance.now() - start) * 1000);
    }
  }
  return rowBeside(`latency of a call to ${name}, microseconds`, median(times.shared), median(times.direct));
}

async function measureMemory(programs: Programs, path: string): Promise<void> {
  const before = await programs.memory();
  const sessions = await Promise.all(Array.from({ length: idle }, () => connect({ path })));
  await Promise.all(sessions.map((session) => session.call("echo")));
  const after = await programs.memory();
  await Promise.all(sessions.map((session) => session.close()));
  const text = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  console.log(
    `memory of the shared monitor: ${text(before.resident)} MiB resident, with ${idle} idle clients ${text(after.resident)} MiB ` +
      `(heap ${text(before.heap)} and ${text(after.heap)} MiB, ` +
      `${((after.heap - before.heap) / idle / 1024).toFixed(1)} KiB of it for each client)`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "qapi-ts-bench-share-"));
const programs = new Programs(folder);
try {
  const shared = await programs.share(await programs.startEcho());
  await measureMemory(programs, shared);
  const rows = [await measureLatency("an echo", "echo", programs.echoPath, shared)];
  const real = await startReal(folder, ["direct", "shared"]);
  if (real !== undefined) {
    const path = await programs.share(real.path("shared"));
    rows.push(await measureLatency("real QEMU", "query-status", real.path("direct"), path));
    await real.stop();
  }
  if (!(await measureCalls(shared))) process.exitCode = 1;
  printRows("through the shared monitor (value) and directly (floor)", rows);
} finally {
  await programs.stop();
  rmSync(folder, { recursive: true, force: true });
}
