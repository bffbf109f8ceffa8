import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  completeCommand,
  connect,
  connectAccessor,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  onceSignal,
  signalEvents,
  watchEvents,
  type Session,
} from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const controller = new AbortController();
const { signal } = controller;
const transport = memoryTransport(createTestServer());

function createTestServer() {
  let tag = 0;
  const server = createServer(
    anyProtocol,
    {
      echo: (args) => args,
      start: () => {
        server.raise("DONE");
      },
      "disk-full-connect": () => `t${++tag}`,
      "disk-full-disconnect": () => undefined,
    },
    { capabilities: ["signals"] },
  );
  return server;
}

const ignore = (): void => undefined;
const disk = { name: "disk-full", event: "DISK_FULL" };

/** Creates a thing and ends it. */
const things: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  "a call with limits": (session) => session.call("echo", { a: 1 }, { signal, timeout: 60_000 }),
  "an aborted call": async (session) => {
    const own = new AbortController();
    const call = session.call("echo", {}, { signal: own.signal }).catch(ignore);
    own.abort();
    await call;
  },
  "a listener": async (session) => (await session.connectSignal("E", ignore, { signal })).disconnect(),
  "a listener whose end is awaited": async (session) => {
    const connection = await session.connectSignal("E", ignore, { signal });
    const { ended } = connection;
    await connection.disconnect();
    await ended;
  },
  "an accessor connection": async (session) =>
    (await connectAccessor(session, disk, {}, ignore, { signal })).disconnect(),
  "a wait that is aborted": async (session) => {
    const own = new AbortController();
    const wait = session.once("E", { signal: own.signal, timeout: 60_000 }).catch(ignore);
    own.abort();
    await wait;
  },
  "a wait that is fulfilled": async (session) => {
    const wait = session.once("DONE", { signal, timeout: 60_000 });
    await session.call("start");
    await wait;
  },
  "a stream": async (session) => {
    const stream = session.events("E");
    void stream.next();
    await stream.return();
  },
  "a subscription": async (session) => {
    session.subscribe({ names: ["E"], deliver: ignore }).end();
  },
  "an inbox": async (session) => {
    const inbox = watchEvents(session);
    inbox.callback({}, ignore);
    inbox.wait({ signal, timeout: 60_000 }).catch(ignore);
    inbox.close();
  },
  "a machine in a hub": async (session) => {
    hub.join("vm", session);
    hub.leave("vm");
  },
  "a completion": (session) =>
    completeCommand(
      session,
      { command: "start", done: [{ event: "DONE" }] },
      {},
      { signal, timeout: 60_000 },
    ),
  "a cancelled completion": async (session) => {
    const own = new AbortController();
    const completion = { command: "echo", done: [{ event: "E" }], cancel: { command: "echo" } };
    const completing = completeCommand(session, completion, {}, { signal: own.signal, cancel: true }).catch(
      ignore,
    );
    await session.call("echo");
    own.abort();
    await completing;
  },
  "an aborted wait for one object": async (session) => {
    const own = new AbortController();
    const wait = onceSignal(session, disk, {}, { signal: own.signal, timeout: 60_000 }).catch(ignore);
    await session.call("echo");
    own.abort();
    await wait;
  },
  "a stream of one object": async (session) => {
    const stream = signalEvents(session, disk, {});
    void stream.next();
    await session.call("echo");
    await stream.return();
  },
  "an inbox with one object": async (session) => {
    const inbox = watchEvents(session, { names: [] });
    const connection = await inbox.connect(disk, {}, { signal });
    inbox.close();
    await connection.ended;
  },
  "a listener of states": async (session) => {
    session.onState(ignore)();
  },
};

const hub = createEventHub();

const kinds: Readonly<Record<string, () => Promise<Session>>> = {
  connect: () => connect({ transport }),
  connectPersistent: () => connectPersistent({ transport }),
  connectOnDemand: async () => connectOnDemand({ transport }),
};

/** In bytes, after the timers of the past and a collection. */
async function heap(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  collect();
  return process.memoryUsage().heapUsed;
}

/**
 * Returns how many bytes of the heap each of `count` runs keeps. A measurement of more than `limit` is repeated, because the
 * process allocates for other purposes too; what leaks does so each time.
 */
async function keptByEach(
  repeat: (count: number) => Promise<unknown>,
  count: number,
  limit: number,
): Promise<number> {
  let kept = Infinity;
  for (let attempt = 0; attempt < 4 && kept > limit; attempt++) {
    const before = await heap();
    await repeat(count);
    kept = ((await heap()) - before) / count;
  }
  return kept;
}

describe.each(Object.entries(kinds))("a session of %s", (_kind, open) => {
  let session: Session;

  beforeAll(async () => {
    session = await open();
    await session.call("echo");
  });

  afterAll(() => session.close());

  test.each(Object.entries(things))("holds nothing of %s that has ended", async (_name, createAndEnd) => {
    const repeat = async (count: number): Promise<void> => {
      for (let each = 0; each < count; each++) await createAndEnd(session);
      await session.call("echo");
    };
    await repeat(3_000);
    // A kept timer, listener or closure with its context has more than 100 bytes.
    expect(await keptByEach(repeat, 10_000, 64)).toBeLessThan(64);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

test("a session that has ended holds no listener of the signal of what is refused", async () => {
  const session = await connect({ transport });
  await session.close();
  const refused = [
    session.call("echo", {}, { signal }),
    session.connectSignal("E", ignore, { signal }),
    session.once("E", { signal }),
    connectAccessor(session, disk, {}, ignore, { signal }),
    onceSignal(session, disk, {}, { signal }),
    completeCommand(session, { command: "echo", done: [{ event: "E" }] }, {}, { signal }),
  ];
  for (const { status } of await Promise.allSettled(refused)) expect(status).toBe("rejected");
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a process holds nothing of 1,000 sessions that have ended", async () => {
  const repeat = async (count: number): Promise<void> => {
    for (let each = 0; each < count; each++) {
      const session = await connect({ transport, signal });
      await session.call("echo");
      await session.close();
    }
  };
  await repeat(300);
  expect(await keptByEach(repeat, 1_000, 300)).toBeLessThan(300);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("one signal serves 500 calls and listeners at a time without a warning", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warn);
  const session = await connect({ transport });
  const own = new AbortController();
  const options = { signal: own.signal };
  const calls = Array.from({ length: 500 }, () => session.call("echo", {}, options));
  const listeners = Array.from({ length: 500 }, () => session.connectSignal("E", ignore, options));
  expect(getEventListeners(own.signal, "abort")).toHaveLength(1);
  await Promise.all([...calls, ...listeners]);
  own.abort();
  expect(getEventListeners(own.signal, "abort")).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", warn);
  expect(warnings).toEqual([]);
  await session.close();
});
