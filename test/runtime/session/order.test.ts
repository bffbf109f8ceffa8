import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contAndWait, deviceDelAndWait, qmp, stop, type QmpSession } from "../../../generated/qmp/index.js";
import {
  completeCommand,
  connect,
  connectAccessor,
  connectOnDemand,
  connectPersistent,
  onceSignal,
  signalEvents,
  type Session,
  type TransportOpener,
  watchEvents,
} from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import { connected, settle } from "../support/scripted-peer.js";

/** Ways to send a command named after its position. Each leaves exactly one request at first. */
const helpers: Readonly<Record<string, (session: Session, name: string) => Promise<unknown>>> = {
  call: (session, name) => session.call(name),
  "call with a timeout": (session, name) => session.call(name, {}, { timeout: 60_000 }),
  "call with a signal": (session, name) => session.call(name, {}, { signal: new AbortController().signal }),
  "completion by events": (session, name) =>
    completeCommand(session, { command: name, done: [{ event: "A" }, { event: "B" }, { event: "C" }] }),
  "completion by a query": (session, name) =>
    completeCommand(session, { command: name, state: { command: "query", done: [] } }),
  "completion of a job": (session, name) =>
    completeCommand(session, { command: name, job: { id: ["id"], dismiss: "server" } }, { id: "j" }),
  accessor: (session, name) =>
    connectAccessor(session, { name: name.replace(/-connect$/, ""), event: "E" }, {}, () => undefined),
};

const names = Object.keys(helpers);

/** A server that records the commands it receives. */
function recorder(): { readonly commands: string[]; readonly open: TransportOpener } {
  const commands: string[] = [];
  const positions = Array.from({ length: 12 }, (_, index) => [`c${index}`, `c${index}-connect`]);
  const others = ["first", "last", "query", "query-jobs", "given-connect", "given-disconnect"];
  const names = [...others, ...positions.flat()];
  const handler = (name: string) => (): string => {
    commands.push(name);
    return "tag";
  };
  const handlers = Object.fromEntries(names.map((name) => [name, handler(name)]));
  const server = createServer(anyProtocol, handlers, { capabilities: ["oob", "signals"] });
  return { commands, open: memoryTransport(server) };
}

const kinds: Readonly<Record<string, (open: TransportOpener) => Promise<Session>>> = {
  connect: (transport) => connect({ transport }),
  connectPersistent: (transport) => connectPersistent({ transport }),
  "connectOnDemand, before it is connected": async (transport) => connectOnDemand({ transport }),
  "connectOnDemand, connected": async (transport) => {
    const session = connectOnDemand({ transport });
    await session.call("first");
    return session;
  },
};

describe.each(Object.entries(kinds))("requests of a session of %s", (_kind, open) => {
  test("leave in the order in which functions were called", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 12 }), async (used) => {
        const { commands, open: transport } = recorder();
        const session = await open(transport);
        commands.length = 0;
        const expected = used.map((helper, index) =>
          helper === "accessor" ? `c${index}-connect` : `c${index}`,
        );
        for (const [index, helper] of used.entries()) {
          helpers[helper]?.(session, expected[index] ?? "").catch(() => undefined);
        }
        // The server answers in order, so that the last one follows all others.
        await session.call("last");
        expect(commands.filter((command) => /^c\d/.test(command))).toEqual(expected);
        await session.close();
      }),
      { numRuns: 30 },
    );
  });

  test("have the arguments of the time of the call", async () => {
    const received: unknown[] = [];
    const server = createServer(anyProtocol, {
      first: () => "first",
      keep: (args) => void received.push(args),
    });
    const session = await open(memoryTransport(server));
    const args = { x: 1, list: [{ y: 1 }] };
    const call = session.call("keep", args);
    const wait = completeCommand(session, { command: "keep", state: { command: "keep", done: [] } }, args);
    args.x = 2;
    args.list[0] = { y: 2 };
    await Promise.all([call, wait]);
    expect(received.slice(0, 2)).toEqual([
      { x: 1, list: [{ y: 1 }] },
      { x: 1, list: [{ y: 1 }] },
    ]);
    await session.close();
  });
});

const given = { name: "given", event: "E" };

/** Ways to give a connection back. Each returns a function that does it. */
const releases: Readonly<Record<string, (session: Session) => Promise<() => unknown>>> = {
  "disconnect()": async (session) => {
    const connection = await connectAccessor(session, given, {}, () => undefined);
    return () => connection.disconnect();
  },
  disconnectSignal: async (session) => {
    const connection = await connectAccessor(session, given, {}, () => undefined);
    return () => session.disconnectSignal(connection);
  },
  "the end of a block": async (session) => {
    const connection = await connectAccessor(session, given, {}, () => undefined);
    return () => connection[Symbol.asyncDispose]();
  },
  "an aborted signal": async (session) => {
    const { signal, ...controller } = abortable();
    await connectAccessor(session, given, {}, () => undefined, { signal });
    return controller.abort;
  },
  "leaving a stream": async (session) => {
    const stream = signalEvents(session, given, {});
    await session.call("first");
    return () => stream.return();
  },
  "an aborted wait": async (session) => {
    const { signal, ...controller } = abortable();
    onceSignal(session, given, {}, { signal }).catch(() => undefined);
    await session.call("first");
    return controller.abort;
  },
  "closing an inbox": async (session) => {
    const inbox = watchEvents(session);
    await inbox.connect(given, {});
    return () => {
      inbox.close();
    };
  },
};

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

describe.each(Object.entries(kinds))("a connection of a session of %s", (_kind, open) => {
  test.each(Object.entries(releases))("is given back in its turn by %s", async (_name, hold) => {
    const { commands, open: transport } = recorder();
    const session = await open(transport);
    const release = await hold(session);
    commands.length = 0;
    const before = session.call("c0");
    const released = release();
    await Promise.all([before, released, session.call("c1")]);
    expect(commands).toEqual(["c0", "given-disconnect", "c1"]);
    await session.close();
  });
});

test("contAndWait and stop leave in this order, and three waits in theirs", async () => {
  const { session, peer } = await connected({ protocol: qmp });
  const machine: QmpSession = session;
  contAndWait(machine).catch(() => undefined);
  stop(machine).catch(() => undefined);
  for (const id of ["a", "b", "c"]) deviceDelAndWait(machine, { id }).catch(() => undefined);
  await settle();
  const sent = peer.requests.slice(1).map(({ execute, arguments: args }) => [execute, args]);
  expect(sent).toEqual([
    ["cont", undefined],
    ["stop", undefined],
    ["device_del", { id: "a" }],
    ["device_del", { id: "b" }],
    ["device_del", { id: "c" }],
  ]);
  await session.close();
});
