import {
  connect,
  connectAccessor,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  QapiError,
  type Session,
  type TransportOpener,
} from "../../runtime/index.js";
import { guestExecAndWait } from "../../runtime/codegen.js";
import { anyProtocol, createServer } from "../../runtime/server/index.js";
import { memoryTransport } from "../../runtime/testing/index.js";
import { faultKinds, sides, withFault, type Fault, type Lengths } from "./faults.js";
import { fail, settled, type Part, type Random } from "./part.js";

const disk = { name: "disk-full", event: "DISK_FULL" };
const calls = 6;

/** A server, and how often each call was executed. */
interface Served {
  readonly open: TransportOpener;
  readonly executed: Map<number, number>;
}

function serve(): Served {
  const executed = new Map<number, number>();
  const server = createServer(
    anyProtocol,
    {
      count: (args) => {
        const { n } = args as { n: number };
        executed.set(n, (executed.get(n) ?? 0) + 1);
        full.raise("sda", { of: "sda" });
        full.raise("sdb", { of: "sdb" });
        server.raise("ORDINARY", { n });
        return n;
      },
      "guest-exec": () => ({ pid: 1 }),
      "guest-exec-status": () => ({ exited: true, exitcode: 0, "out-data": "aGVsbG8=" }),
    },
    { onProblem: () => undefined },
  );
  const full = server.signal<{ disk: string }, { of: string }, string>(disk, ({ disk: name }) => name, {
    defaultConnection: false,
  });
  return { open: memoryTransport(server), executed };
}

const settings = { timeout: 60, callTimeout: 60, onProblem: (): void => undefined };
const reconnect = { initialDelay: 0, maxDelay: 1, attempts: 5 };

type Open = (transport: TransportOpener) => Promise<Session>;
const kinds: Readonly<Record<string, Open>> = {
  ordinary: (transport) => connect({ transport, ...settings }),
  persistent: (transport) => connectPersistent({ transport, ...settings, reconnect }),
  "on-demand": async (transport) => connectOnDemand({ transport, ...settings, reconnect, idle: 5 }),
};

/** Uses a session in every way. With a corrupt byte, the content of replies and events is not known. */
async function use(session: Session, { executed }: Served, isCorrupt: boolean): Promise<void> {
  const foreign: string[] = [];
  const connecting = [
    session.connectSignal("ORDINARY", () => undefined),
    ...["sda", "sdb"].map((name) =>
      connectAccessor(
        session,
        disk,
        { disk: name },
        ({ data }) => {
          const { of } = (data ?? {}) as { of?: string };
          if (of !== name) foreign.push(`${name} received ${String(of)}`);
        },
        { signal: AbortSignal.timeout(60) },
      ),
    ),
  ].map((each) => settled("a connection", each));
  const counted = Array.from({ length: calls }, (_, n) => session.call("count", { n }));
  const wait = session.once("ORDINARY", { timeout: 60 });
  const results = await Promise.all([...counted, wait].map((each, n) => settled(`call ${n}`, each)));
  for (const connection of connecting) {
    const made = await connection;
    expectQapiError("a connection", made);
    if ("value" in made) expectQapiError("disconnect", await settled("disconnect", made.value.disconnect()));
  }
  for (const [n, result] of results.entries()) {
    expectQapiError(`call ${n}`, result);
    if (isCorrupt || n >= calls) continue;
    if ("value" in result && result.value !== n) fail(`call ${n} returned ${String(result.value)}`);
    if ((executed.get(n) ?? 0) > 1) fail(`call ${n} was executed ${String(executed.get(n))} times`);
    if ("value" in result && executed.get(n) !== 1) fail(`call ${n} was not executed`);
  }
  if (!isCorrupt && foreign.length > 0) fail(foreign.join(", "));
}

function expectQapiError(what: string, result: { value: unknown } | { error: unknown }): void {
  if ("error" in result && !(result.error instanceof QapiError))
    throw new Error(what, { cause: result.error });
}

/** What one fault is about: its kind, its side and its position, from the number of the case. */
function faultOf(index: number, { client, server }: Lengths, random: Random): Fault {
  const positions = client + server;
  const kind = faultKinds[Math.floor(index / positions) % faultKinds.length] ?? "cut";
  const at = index % positions;
  const from = sides[at < server ? 0 : 1];
  return { kind, from, at: from === "server" ? at : at - server, byte: random.below(256) };
}

/** A session of one kind over a server. */
interface Scenario {
  readonly name: string;
  readonly serve: () => Served;
  readonly open: Open;
  readonly use: typeof use;
}

/** A session over a fault, at every byte of what both sides send. */
function partOf({ name, serve: start, open, use: useSession }: Scenario): Part {
  let lengths: Lengths | undefined;
  const measure = async (): Promise<Lengths> => {
    if (lengths !== undefined) return lengths;
    const counted: Lengths = { client: 0, server: 0 };
    const served = start();
    const session = await open(withFault(served.open, undefined, counted));
    await useSession(session, served, false);
    await session.close();
    return (lengths = counted);
  };
  return {
    name: `session, ${name}`,
    unit: "faults",
    size: async () => {
      const { client, server } = await measure();
      return (client + server) * faultKinds.length;
    },
    run: async (index, random) => {
      const fault = faultOf(index, await measure(), random);
      const served = start();
      const opened = await settled("connecting", open(withFault(served.open, fault)));
      expectQapiError("connecting", opened);
      if (!("value" in opened)) return;
      await useSession(opened.value, served, fault.kind === "corrupt");
      const closed = await settled("close", opened.value.close());
      if ("error" in closed) throw new Error("close", { cause: closed.error });
      await settled("closed", opened.value.closed);
    },
  };
}

/** A guest agent in memory. */
function agentTransport(): TransportOpener {
  return (sink) => {
    const later = (action: () => void): void => void setImmediate(action);
    const answer = (line: string): void => {
      try {
        const { execute, arguments: args } = JSON.parse(line) as {
          execute: string;
          arguments?: { id: unknown };
        };
        if (execute === "guest-sync-delimited") sink.data(`\u00ff{"return": ${JSON.stringify(args?.id)}}\n`);
        else if (execute === "guest-exec") sink.data('{"return": {"pid": 1}}\n');
        else if (execute === "guest-exec-status")
          sink.data('{"return": {"exited": true, "exitcode": 0, "out-data": "aGVsbG8="}}\n');
        else sink.data('{"return": "pong"}\n');
      } catch {
        sink.data('{"error": {"class": "GenericError", "desc": "JSON parse error"}}\n');
      }
    };
    let partial = "";
    return Promise.resolve({
      send: async (text: string) => {
        // The byte 0xFF discards what precedes it.
        partial = (partial + text).replace(/^[^]*\u00ff/, "");
        const lines = partial.split("\n");
        partial = lines.pop() ?? "";
        for (const line of lines)
          if (line.trim() !== "")
            later(() => {
              answer(line);
            });
      },
      close: () => {
        later(() => {
          sink.closed();
        });
      },
    });
  };
}

async function useAgent(session: Session): Promise<void> {
  const work = [
    session.call("guest-ping"),
    guestExecAndWait(session, { path: "/bin/true" }, { timeout: 100 }),
    session.call("guest-ping"),
    session.call("guest-ping", {}, { signal: AbortSignal.timeout(20) }),
  ];
  const results = await Promise.all(work.map((each, n) => settled(`call ${n}`, each)));
  for (const [n, result] of results.entries()) expectQapiError(`call ${n}`, result);
}

export const sessionParts: readonly Part[] = [
  ...Object.entries(kinds).map(([name, open]) => partOf({ name, serve, open, use })),
  partOf({
    name: "agent",
    serve: () => ({ open: agentTransport(), executed: new Map() }),
    open: (transport) => connectAgent({ transport, ...settings, syncInterval: 20 }),
    use: useAgent,
  }),
];
