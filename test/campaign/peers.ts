import { fork, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { QMPClient } from "node-qemu";
import QemuQmp from "qemu-qmp";
import { connect } from "../../runtime/index.js";

// Gives other clients of QMP the sessions that are cut and corrupted at every byte of what the server sends. After each, the
// server ends the connection. A call that is not settled 1.5 s later hangs; an error that no caller can catch is a crash.

/** A client under test: connects, and makes three calls at once. */
type Client = (path: string) => Promise<unknown>;

const clients: Readonly<Record<string, Client>> = {
  "qapi-ts": async (path) => {
    await using session = await connect({ path, onProblem: () => undefined });
    await Promise.allSettled(calls.map((command) => session.call(command)));
  },
  "node-qemu": async (path) => {
    const client = new QMPClient({ socketPath: path });
    await client.connect();
    await Promise.allSettled(calls.map((command) => client.execute(command)));
    await client.close();
  },
  "qemu-qmp": (path) =>
    new Promise((settle) => {
      const client = new QemuQmp();
      client.connect(path, (error) => {
        if (error !== null) {
          settle(error);
          return;
        }
        let pending = calls.length;
        for (const command of calls)
          client.execute(command, null, () => {
            if (--pending === 0) settle(undefined);
          });
      });
    }),
};

const calls = ["query-status", "query-name", "query-uuid"];
const script = [
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}\r\n',
  '{"return": {}ID}\r\n',
  '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}\r\n{"return": {"status": "running"}ID}\r\n',
  '{"return": {"name": "vm"}ID}\r\n',
  '{"return": {"UUID": "0"}ID}\r\n',
];
const length = script.join("").length;

interface Outcome {
  readonly n: number;
  readonly outcome: "settled" | "hang" | "crash";
}

/** Runs as a child process: reads the paths of servers, and reports what becomes of a session with each. */
export function startPeer(name: string): void {
  const client = clients[name];
  if (client === undefined) throw new Error(`there is no client ${name}`);
  let current = 0;
  const report = (outcome: Outcome): void => {
    process.send?.(outcome);
  };
  const crashed = (): void => {
    report({ n: current, outcome: "crash" });
  };
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  process.on("message", ({ n, path }: { n: number; path: string }) => {
    current = n;
    const late = new Promise<"hang">((settle) => setTimeout(settle, 1_600, "hang"));
    const settled = client(path).then(
      () => "settled" as const,
      () => "settled" as const,
    );
    void Promise.race([late, settled]).then((outcome) => {
      report({ n, outcome });
    });
  });
  process.on("disconnect", () => process.exit());
}

/** The process of a client, as the other clients of the bench: it reads orders from its standard input. */
const pythonProgram = `
import asyncio, json, logging, sys
sys.path.insert(0, sys.argv[1])
from qemu.qmp import QMPClient
logging.disable(logging.CRITICAL)
async def use(path):
    client = QMPClient("campaign")
    await client.connect(path)
    await asyncio.gather(*(client.execute(name) for name in ${JSON.stringify(calls)}), return_exceptions=True)
    await client.disconnect()
async def main():
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        outcome = "settled"
        try:
            await asyncio.wait_for(use(order["path"]), 1.6)
        except asyncio.TimeoutError:
            outcome = "hang"
        except Exception:
            pass
        print(json.dumps({"n": order["n"], "outcome": outcome}), flush=True)
asyncio.run(main())
`;

/** Serves one session with a fault. @returns how to stop. */
function serve(path: string, at: number, byte: number | undefined): Promise<() => void> {
  const server = createServer((socket) => {
    let sent = 0;
    let step = 0;
    const write = (text: string): void => {
      const bytes = Buffer.from(text, "latin1");
      const inside = at - sent;
      sent += bytes.length;
      if (inside >= 0 && inside < bytes.length) {
        if (byte === undefined) {
          socket.end(bytes.subarray(0, inside));
          return;
        }
        bytes[inside] = byte;
      }
      socket.write(bytes);
      if (step === script.length) setTimeout(() => socket.end(), 20);
    };
    socket.on("error", () => undefined);
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (;;) {
        const request = /\{[^{}]*(?:\{[^{}]*(?:\[[^\]]*\])?[^{}]*\}[^{}]*)?\}/.exec(received);
        if (request === null) return;
        received = received.slice(request.index + request[0].length);
        const id = /"id": ?("[^"]*"|\d+)/.exec(request[0])?.[1];
        write((script[++step] ?? "").replace("ID", id === undefined ? "" : `, "id": ${id}`));
        if (step === script.length - 1) step++;
      }
    });
    // A session that does not get far enough ends too.
    setTimeout(() => socket.end(), 100);
    write(script[0] ?? "");
  });
  return new Promise((resolve) =>
    server.listen(path, () => {
      resolve(() => {
        server.close();
      });
    }),
  );
}

interface Peer {
  readonly name: string;
  readonly child: ChildProcess;
  readonly send: (order: object) => void;
}

function start(name: string): Peer {
  if (name !== "Python's qemu.qmp") {
    const child = fork(process.argv[1] ?? "", ["--peer", name], { silent: true });
    return { name, child, send: (order) => child.send(order) };
  }
  const child = spawn("python3", ["-c", pythonProgram, pythonLibrary], { stdio: ["pipe", "pipe", "ignore"] });
  createInterface({ input: child.stdout }).on("line", (line) => child.emit("message", JSON.parse(line)));
  return { name, child, send: (order) => child.stdin.write(`${JSON.stringify(order)}\n`) };
}

const pythonLibrary = resolve(process.env["QEMU_SOURCES"] ?? "/tmp/qapi-ts-qemu-sources", "10.0/python");

/** Returns how a client fares. */
async function examine(name: string, isCorrupt: boolean, stride: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-peers-"));
  const counts = { settled: 0, hang: 0, crash: 0 };
  const outcomes = new Map<number, Outcome["outcome"]>();
  const { child, send } = start(name);
  let arrived = (): void => undefined;
  let current = 0;
  child.on("message", ({ n, outcome }: Outcome) => {
    if (outcomes.get(n) !== "crash") outcomes.set(n, outcome);
    if (n === current) arrived();
  });
  for (let n = 0; n < length; n += stride) {
    const path = join(folder, String(n));
    const stop = await serve(path, n, isCorrupt ? 0x7b : undefined);
    const done = new Promise<void>((resolve) => (arrived = resolve));
    current = n;
    send({ n, path });
    await done;
    // A crash is reported when the promise has settled, or later.
    await new Promise((resolve) => setTimeout(resolve, 2));
    stop();
  }
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  for (const outcome of outcomes.values()) counts[outcome]++;
  return counts;
}

/**
 * Prints a row for each client and kind of fault.
 * @param stride - 1 for a fault at every byte, 8 for one at every eighth: a session that hangs takes 1.6 s.
 */
export async function comparePeers(stride: number): Promise<void> {
  const names = [...Object.keys(clients), "Python's qemu.qmp"];
  console.log("client  fault  settled  hang  crash");
  for (const name of names) {
    if (name.startsWith("Python") && !existsSync(pythonLibrary)) {
      console.log(`${name}: skipped, QEMU's source is not in ${pythonLibrary}`);
      continue;
    }
    for (const kind of ["cut", "corrupt"]) {
      const { settled = 0, hang = 0, crash = 0 } = await examine(name, kind === "corrupt", stride);
      console.log(`${name}  ${kind}  ${settled}  ${hang}  ${crash}`);
    }
  }
}
