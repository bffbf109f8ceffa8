import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { connectStop, qmp, type QmpSession } from "../../../generated/qmp/index.js";
import {
  connectAccessor,
  connectOnDemand,
  connectPersistent,
  type ConnectOptions,
  type EventGap,
  type QapiError,
  type Session,
  type SignalConnection,
} from "../../../runtime/index.js";
import { ScriptedServer } from "../persistent/support.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
afterEach(() => void warned.mockClear());

const ignore = (): undefined => undefined;
const accessor = { name: "disk-full", event: "DISK_FULL" };
const raised = (tag: string, number: number): object => ({ event: "DISK_FULL", data: { number }, tag });

interface Listening {
  readonly connection: SignalConnection;
  readonly seen: unknown[];
  readonly gaps: EventGap[];
}

async function persistent(): Promise<{ session: Session; server: ScriptedServer }> {
  const server = new ScriptedServer();
  const reconnect = { initialDelay: 10, maxDelay: 10, attempts: Infinity };
  const opening = connectPersistent({ transport: server.open, clock: server.clock, reconnect });
  await server.welcome();
  return { session: await opening, server };
}

async function listen(
  session: Session,
  server: ScriptedServer,
  disk: string,
  tag: string,
): Promise<Listening> {
  const [seen, gaps]: [unknown[], EventGap[]] = [[], []];
  const options = { onGap: (gap: EventGap) => gaps.push(gap) };
  const connecting = connectAccessor(session, accessor, { disk }, ({ data }) => seen.push(data), options);
  await settle();
  server.peer.reply("disk-full-connect", tag);
  return { connection: await connecting, seen, gaps };
}

/** Ends the connection, and lets the session connect again. */
async function restart(server: ScriptedServer): Promise<void> {
  await server.drop();
  await server.pass(20);
  await server.welcome();
}

/** Answers the requests for tags over the current connection, in order. */
async function grant(server: ScriptedServer, tags: Readonly<Record<string, string>>): Promise<void> {
  for (const { execute, id, arguments: args } of server.peer.requests) {
    if (execute !== "disk-full-connect") continue;
    const { disk } = args as { disk: string };
    server.peer.write({ return: tags[disk], id });
  }
  await settle();
}

describe("a connection to an object, when the transport is lost", () => {
  test("sends nothing about a tag over another transport", async () => {
    const { session, server } = await persistent();
    const a = await listen(session, server, "sda", "signal-1");
    const b = await listen(session, server, "sdb", "signal-2");
    await server.drop();
    await a.connection.disconnect();
    await server.pass(20);
    await server.welcome();
    await grant(server, { sdb: "signal-1" });
    expect(server.sent).toEqual(["disk-full-connect"]);
    server.peer.write(raised("signal-1", 1));
    await settle();
    expect([a.seen, b.seen, b.gaps]).toMatchObject([[], [{ number: 1 }], [{ restored: true }]]);
    expect(b.connection.tag).toBe("signal-1");
    await session.close();
  });

  test("lasts through any number of losses, before and after its new tag", async () => {
    const steps = fc.array(fc.constantFrom("drop", "drop while asking", "refused connections"), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (losses) => {
        const { session, server } = await persistent();
        const { connection, seen, gaps } = await listen(session, server, "sda", "t0");
        for (const [index, loss] of losses.entries()) {
          await restart(server);
          if (loss === "drop while asking") await restart(server);
          if (loss === "refused connections") {
            server.unavailable = true;
            await server.drop();
            for (let attempt = 0; attempt < 3; attempt++) await server.pass(20);
            server.unavailable = false;
            await server.pass(20);
            await server.welcome();
          }
          await grant(server, { sda: `t${index + 1}` });
        }
        server.peer.write(raised(`t${losses.length}`, 1), raised("other", 2));
        await settle();
        expect(seen).toEqual([{ number: 1 }]);
        expect(gaps).toHaveLength(losses.length);
        expect(gaps.every(({ restored }) => restored)).toBe(true);
        const ending = connection.disconnect();
        await settle();
        expect(server.peer.request("disk-full-disconnect").arguments).toMatchObject({
          tag: `t${losses.length}`,
        });
        server.peer.reply("disk-full-disconnect");
        await ending;
        expect(await connection.ended).toMatchObject({ reason: "disconnected" });
        await session.close();
      }),
      { numRuns: 40 },
    );
  });

  test("ends if the server refuses, which onGap and `ended` report", async () => {
    const { session, server } = await persistent();
    const { connection, gaps } = await listen(session, server, "sda", "t1");
    await restart(server);
    const { id } = server.peer.request("disk-full-connect");
    server.peer.write({ error: { class: "DeviceNotFound", desc: "no disk" }, id });
    await settle();
    expect(gaps).toMatchObject([{ restored: false, cause: { errorClass: "DeviceNotFound" } }]);
    expect(await connection.ended).toMatchObject({
      reason: "refused",
      error: { errorClass: "DeviceNotFound" },
    });
    await connection.disconnect();
    await restart(server);
    expect(server.sent).toEqual([]);
    await session.close();
  });

  test.each([
    ["throws", "restored"],
    ["throws", "refused"],
    ["rejects", "restored"],
    ["rejects", "refused"],
  ] as const)("onGap that %s is reported once, after the connection was %s", async (how, outcome) => {
    const server = new ScriptedServer();
    const problems: QapiError[] = [];
    const onProblem = (problem: QapiError): void => void problems.push(problem);
    const opening = connectPersistent({ transport: server.open, clock: server.clock, onProblem });
    await server.welcome();
    const session = await opening;
    const [fault, gaps, seen]: [Error, boolean[], unknown[]] = [new Error("a fault"), [], []];
    const onGap = ({ restored }: EventGap): unknown => {
      gaps.push(restored);
      if (how === "rejects") return Promise.reject(fault);
      throw fault;
    };
    const connecting = connectAccessor(session, accessor, {}, ({ data }) => seen.push(data), { onGap });
    await settle();
    server.peer.reply("disk-full-connect", "t1");
    const connection = await connecting;
    await server.drop();
    await server.pass(100);
    await server.welcome();
    const { id } = server.peer.request("disk-full-connect");
    if (outcome === "restored") server.peer.write({ return: "t2", id }, raised("t2", 1));
    else server.peer.write({ error: { class: "DeviceNotFound", desc: "no disk" }, id });
    await settle();
    expect(gaps).toEqual([outcome === "restored"]);
    expect(seen).toEqual(outcome === "restored" ? [{ number: 1 }] : []);
    expect(problems).toMatchObject([{ code: "listener-failed", cause: fault }]);
    const closing = session.close();
    expect(await connection.ended).toMatchObject({ reason: outcome === "restored" ? "closed" : "refused" });
    await closing;
  });

  test("is connected again before calls that waited are sent", async () => {
    const { session, server } = await persistent();
    await listen(session, server, "sda", "t1");
    await server.drop();
    session.call("query-status").catch(() => undefined);
    await server.pass(20);
    await server.welcome();
    expect(server.sent).toEqual(["disk-full-connect", "query-status"]);
    await session.close();
  });

  test.each(["connect", "connectPersistent"])(
    "disconnects without a request in a session of %s",
    async (kind) => {
      if (kind === "connect") {
        const { session, peer } = await connected();
        const connecting = connectAccessor(session, accessor, {}, () => undefined);
        await settle();
        peer.reply("disk-full-connect", "t1");
        const connection = await connecting;
        peer.disconnect(new Error("reset"));
        await connection.disconnect();
        expect(await connection.ended).toMatchObject({ reason: "lost", error: { code: "disconnected" } });
        return;
      }
      const { session, server } = await persistent();
      const { connection } = await listen(session, server, "sda", "t1");
      await server.drop();
      await connection.disconnect();
      await server.pass(20);
      await server.welcome();
      expect(server.sent).toEqual([]);
      await session.close();
      expect(await connection.ended).toMatchObject({ reason: "disconnected" });
    },
  );
});

describe("a connection to an object that is given up while it is requested", () => {
  test.each(["abort", "callTimeout"])("rejects at once on %s, and releases its late tag", async (by) => {
    const { session, peer, clock } = await connected({ callTimeout: 100 });
    const controller = new AbortController();
    const seen: unknown[] = [];
    const connecting = rejection(
      connectAccessor(session, accessor, { disk: "sda" }, (event) => seen.push(event), {
        signal: controller.signal,
      }),
    );
    await settle();
    if (by === "abort") controller.abort(new Error("no longer needed"));
    else clock.advance(100);
    expect(await connecting).toMatchObject({ code: by === "abort" ? "call-aborted" : "call-timeout" });
    peer.reply("disk-full-connect", "late");
    peer.write(raised("late", 1));
    await settle();
    expect(peer.request("disk-full-disconnect").arguments).toEqual({ disk: "sda", tag: "late" });
    expect(seen).toEqual([]);
    await session.close();
  });

  test("is not requested if its signal is already aborted", async () => {
    const { session, peer } = await connected();
    const signal = AbortSignal.abort(new Error("too late"));
    const error = await rejection(connectAccessor(session, accessor, {}, () => undefined, { signal }));
    expect(error).toMatchObject({ code: "event-aborted", cause: { message: "too late" } });
    await settle();
    expect(peer.requests.map(({ execute }) => execute)).toEqual(["qmp_capabilities"]);
    await session.close();
  });

  test("is released over the transport that it was requested over", async () => {
    const { session, server } = await persistent();
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const connecting = rejection(connectAccessor(session, accessor, {}, () => undefined, options));
    await settle();
    controller.abort();
    await connecting;
    await restart(server);
    expect(server.sent).toEqual([]);
    await session.close();
  });
});

test("a connection whose object the server drops ends, and is not disconnected at the server", async () => {
  const { session, peer } = await connected();
  const connecting = connectAccessor(session, accessor, {}, () => undefined);
  await settle();
  peer.reply("disk-full-connect", "t1");
  const connection = await connecting;
  const data = { tag: "t1", accessor: accessor.name };
  peer.write({ event: "SIGNAL_DISCONNECTED", data, tag: "t1" });
  expect(await connection.ended).toEqual({ reason: "dropped", error: undefined });
  await connection[Symbol.asyncDispose]();
  await connection.disconnect();
  expect(peer.text).not.toContain("disk-full-disconnect");
  await session.close();
});

test("leaving the block of a connection that the server does not have any more does not throw", async () => {
  const { session, peer } = await connected();
  const connecting = connectAccessor(session, accessor, {}, () => undefined);
  await settle();
  peer.reply("disk-full-connect", "t1");
  const connection = await connecting;
  const leaving = connection[Symbol.asyncDispose]();
  await settle();
  const { id } = peer.request("disk-full-disconnect");
  peer.write({ error: { class: "GenericError", desc: "there is no connection 't1'" }, id });
  await leaving;
  expect(await rejection(connection.disconnect())).toMatchObject({ code: "command-failed" });
  await session.close();
});

describe("an on-demand session", () => {
  test("sends nothing and opens nothing for a call that is aborted while it waits for the server", async () => {
    const attempts: AbortSignal[] = [];
    const session = connectOnDemand({
      transport: (_sink, signal) => {
        attempts.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(new Error("aborted"));
          });
        });
      },
    });
    const controller = new AbortController();
    const call = rejection(session.call("x", {}, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await call).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    await settle();
    expect(attempts.map(({ aborted }) => aborted)).toEqual([true]);
    expect(session.state).toBe("disconnected");
    const next = rejection(session.call("y", {}, { timeout: 20 }));
    await settle();
    expect(attempts).toHaveLength(2);
    await next;
    await session.close();
  });

  test("fulfils `ended` of everything that listens when it cannot connect again", async () => {
    const server = new ScriptedServer();
    const session = connectOnDemand({
      transport: server.open,
      clock: server.clock,
      onProblem: () => undefined,
    });
    const connecting = session.connectSignal("A", () => undefined);
    await server.welcome();
    const subscriptions = [
      await connecting,
      session.events("A"),
      session.subscribe({ names: ["A"], deliver: () => 0 }),
    ];
    server.unavailable = true;
    await server.drop();
    for (let attempt = 0; attempt < 12; attempt++) await server.pass(30_000);
    for (const { ended } of subscriptions) {
      expect(await ended).toMatchObject({ reason: "lost", error: { code: "connect-refused" } });
    }
    await session.close();
  });
});

describe.each([
  ["connectStop", (session: QmpSession, options: ConnectOptions) => connectStop(session, ignore, options)],
  [
    "connectSignal",
    (session: QmpSession, options: ConnectOptions) => session.connectSignal("STOP", ignore, options),
  ],
])("the errors of %s without a connection do not name a command", (_name, connect) => {
  const opened = (): QmpSession => {
    const server = new ScriptedServer();
    server.unavailable = true;
    const { open: transport, clock } = server;
    return connectOnDemand({ transport, clock, protocol: qmp, reconnect: { attempts: 2 } });
  };

  test("if the signal aborts", async () => {
    const session = opened();
    const controller = new AbortController();
    const connecting = rejection(connect(session, { signal: controller.signal }));
    await settle();
    controller.abort("enough");
    expect(await connecting).toMatchObject({
      code: "event-aborted",
      message: "connecting to STOP was aborted",
      cause: "enough",
    });
    await session.close();
  });

  test("if the session has ended, or ends", async () => {
    const session = opened();
    const connecting = rejection(connect(session, {}));
    await session.close();
    expect(String(await connecting)).toMatch(/: cannot connect( to STOP)?: the session has ended$/);
    const message = "cannot connect to STOP: the session has ended";
    expect(await rejection(connect(session, {}))).toMatchObject({ code: "disconnected", message });
    expect(warned).not.toHaveBeenCalled();
  });
});
