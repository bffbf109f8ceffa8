import { describe, expect, test } from "vitest";
import {
  connectAccessor,
  ConnectError,
  connectPersistent,
  DisconnectedError,
  OutcomeUnknownError,
  type PersistentOptions,
  type ReconnectOptions,
  type SessionState,
  type Session,
} from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { ScriptedServer } from "./support.js";

/** Without jitter, so that the delays are exact. */
const withoutJitter: ReconnectOptions = { initialDelay: 100, maxDelay: 1_000, attempts: 4, random: () => 1 };

async function persistent(
  settings: Partial<PersistentOptions> = {},
): Promise<{ server: ScriptedServer; session: Session }> {
  const server = new ScriptedServer();
  const connecting = connectPersistent({
    transport: server.open,
    clock: server.clock,
    reconnect: withoutJitter,
    onProblem: () => undefined,
    ...settings,
  });
  await server.welcome();
  return { server, session: await connecting };
}

describe("a lost connection", () => {
  test("is restored, and unsent calls are sent once and in order", async () => {
    const { server, session } = await persistent();
    const states: SessionState[] = [];
    session.onState((state) => states.push(state));
    const calls = Array.from({ length: 10 }, (_, index) => session.call(`c${index}`));
    const unknown = calls.slice(0, 8).map(rejection);
    await settle();
    await server.drop();
    for (const error of await Promise.all(unknown)) expect(error).toBeInstanceOf(OutcomeUnknownError);
    const later = session.call("later");
    await server.pass(99);
    expect(server.attempts).toBe(1);
    await server.pass(1);
    await server.welcome();
    expect(server.sent).toEqual(["c8", "c9", "later"]);
    for (const command of server.sent) server.peer.reply(command, command);
    expect(await Promise.all([...calls.slice(8), later])).toEqual(["c8", "c9", "later"]);
    expect(states).toEqual(["disconnected", "connecting", "connected"]);
    await session.close();
  });

  test("is retried with increasing delays until the attempts are exhausted", async () => {
    const { server, session } = await persistent();
    const waiting = rejection(session.events("A").next());
    server.unavailable = true;
    await server.drop();
    const call = rejection(session.call("query-name"));
    for (const wait of [100, 200, 400]) {
      const before = server.attempts;
      await server.pass(wait - 1);
      expect(server.attempts).toBe(before);
      await server.pass(1);
      expect(server.attempts).toBe(before + 1);
    }
    expect(await call).toMatchObject({
      code: "disconnected",
      serverMayHaveActed: false,
      message: "query-name was not sent: connection refused",
    });
    expect(await waiting).toBeInstanceOf(DisconnectedError);
    expect((await session.closed).error).toMatchObject({ code: "connect-refused" });
    expect(await rejection(session.call("query-name"))).toMatchObject({ code: "disconnected" });
    expect(await rejection(session.connectSignal("A", () => undefined))).toMatchObject({
      code: "disconnected",
    });
    expect([session.state, server.clock.pending]).toEqual(["disconnected", 0]);
  });

  test("is retried any number of times without a delay", async () => {
    let attempts = 0;
    const limit = 1_100;
    const transport = (): Promise<never> => {
      const code = ++attempts < limit ? "connect-refused" : "connect-not-qmp";
      return Promise.reject(new ConnectError(code, "refused"));
    };
    const clock = {
      after: (_delay: number, callback: () => void) => (queueMicrotask(callback), () => undefined),
    };
    const reconnect = { initialDelay: 0, attempts: Infinity };
    const error = await rejection(connectPersistent({ transport, clock, reconnect, timeout: Infinity }));
    expect(error).toMatchObject({ code: "connect-not-qmp" });
    expect(attempts).toBe(limit);
  });

  test("ends the session if each connection is lost immediately", async () => {
    const { server, session } = await persistent();
    for (const wait of [100, 200, 400]) {
      await server.drop();
      await server.pass(wait);
      await server.welcome();
    }
    await server.drop();
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });

  test.each([
    ["500 ms, by default", {}, 500],
    ["stableAfter", { stableAfter: 20 }, 20],
    ["stableAfter, although maxDelay is longer", { stableAfter: 50, maxDelay: 30_000 }, 50],
  ])("resets the count of failures and the delay after %s", async (_name, options, lasts) => {
    const { server, session } = await persistent({ reconnect: { ...withoutJitter, ...options } });
    for (let round = 0; round < 20; round++) {
      await server.drop();
      await server.pass(100);
      await server.welcome();
      await server.pass(lasts);
    }
    expect([session.state, server.attempts]).toEqual(["connected", 21]);
    await session.close();
  });

  test("counts a connection that ends before stableAfter as a failure", async () => {
    const { server, session } = await persistent({ reconnect: { ...withoutJitter, stableAfter: 500 } });
    for (let delay = 100; delay <= 400; delay *= 2) {
      await server.drop();
      await server.pass(delay);
      await server.welcome();
      await server.pass(499);
    }
    await server.drop();
    expect(session.state).toBe("disconnected");
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });

  test("refuses an invalid stableAfter", async () => {
    const { open } = new ScriptedServer();
    const attempt = connectPersistent({ transport: open, reconnect: { stableAfter: -1 } });
    await expect(attempt).rejects.toThrow(RangeError);
  });

  test("is retried after a random delay between half of the time and all of it", async () => {
    for (const [random, wait] of [
      [0, 50],
      [0.5, 75],
    ] as const) {
      const { server, session } = await persistent({ reconnect: { ...withoutJitter, random: () => random } });
      await server.drop();
      await server.pass(wait - 1);
      expect(server.attempts).toBe(1);
      await server.pass(1);
      expect(server.attempts).toBe(2);
      await session.close();
      expect(server.clock.pending).toBe(0);
    }
  });
});

describe("calls", () => {
  test("aborted or timed out before they were sent are not sent", async () => {
    const { server, session } = await persistent({ callTimeout: 30 });
    await server.drop();
    const controller = new AbortController();
    const aborted = rejection(session.call("a", undefined, { signal: controller.signal, timeout: Infinity }));
    const late = rejection(session.call("b"));
    await server.pass(30);
    expect(await late).toMatchObject({
      code: "call-timeout",
      serverMayHaveActed: false,
      message: "b was not sent within 30 ms",
    });
    controller.abort("enough");
    expect(await aborted).toMatchObject({ code: "call-aborted", serverMayHaveActed: false, cause: "enough" });
    expect(await rejection(session.call("c", undefined, { signal: controller.signal }))).toMatchObject({
      code: "call-aborted",
    });
    await server.pass(70);
    await server.welcome();
    expect(server.sent).toEqual([]);
    await session.close();
  });

  test("supports() waits for a connection within the timeout of the query", async () => {
    const { server, session } = await persistent({ callTimeout: 50 });
    server.unavailable = true;
    await server.drop();
    const error = rejection(session.supports({ command: "stop" }));
    await server.pass(50);
    expect(await error).toMatchObject({
      code: "call-timeout",
      message: "the query was not sent within 50 ms; it only reads, so it is safe to repeat",
      serverMayHaveActed: false,
    });
    await session.close();
  });

  test("aborted or timed out after they were sent report it", async () => {
    const { server, session } = await persistent();
    const late = rejection(session.call("b", undefined, { timeout: 30 }));
    const controller = new AbortController();
    const aborted = rejection(session.call("c", undefined, { signal: controller.signal }));
    await settle();
    await server.pass(30);
    expect(await late).toMatchObject({
      code: "call-timeout",
      serverMayHaveActed: true,
      sent: expect.stringContaining('"b"') as string,
      message: "b was not answered within 30 ms",
    });
    controller.abort("enough");
    expect(await aborted).toMatchObject({ code: "call-aborted", serverMayHaveActed: true, cause: "enough" });
    await session.close();
  });

  test("reject with the server's error, or after the end of the session", async () => {
    const { server, session } = await persistent();
    const call = rejection(session.call("x"));
    await settle();
    server.peer.write({ error: { class: "CommandNotFound", desc: "no" }, id: server.peer.request("x").id });
    expect(await call).toMatchObject({ errorClass: "CommandNotFound" });
    await session.close();
    expect(await rejection(session.call("x"))).toMatchObject({
      message: "cannot send x: the session has ended",
    });
  });
});

describe("listeners", () => {
  test("stay connected, receive the gap, and receive each event once", async () => {
    const { server, session } = await persistent();
    const seen: string[] = [];
    const record = (text: string) => (): void => void seen.push(text);
    const connection = await session.connectSignal("A", ({ data }) => seen.push(`A${String(data)}`), {
      onGap: ({ cause }) => seen.push(`gap: ${cause?.message ?? ""}`),
    });
    const stream = session.events({ names: ["A"], onGap: record("stream's gap") });
    server.peer.write({ event: "A", data: 1 });
    await server.drop();
    await server.pass(100);
    await server.welcome();
    server.peer.write({ event: "A", data: 2 });
    expect(seen).toEqual(["A1", "gap: the server ended the connection: reset", "stream's gap", "A2"]);
    expect([(await stream.next()).value?.data, (await stream.next()).value?.data]).toEqual([1, 2]);
    await session.disconnectSignal(connection);
    server.peer.write({ event: "A", data: 3 });
    expect(seen.length).toBe(4);
    const other = await persistent();
    expect(await rejection(other.session.disconnectSignal(connection))).toMatchObject({
      code: "connection-foreign",
    });
    await Promise.all([session.close(), other.session.close()]);
  });

  test("are rejected if they wait for one event during the gap", async () => {
    const { server, session } = await persistent();
    const before = rejection(session.once("A"));
    await server.drop();
    const after = session.once("A");
    await server.pass(100);
    await server.welcome();
    expect(await before).toBeInstanceOf(DisconnectedError);
    server.peer.write({ event: "A" });
    expect((await after).event).toBe("A");
    await session.close();
  });
});

test("an accessor connects again before waiting calls are sent, and receives the events of its new tag", async () => {
  const { server, session } = await persistent();
  const seen: unknown[] = [];
  const accessor = { name: "disk-full", event: "DISK_FULL" };
  const connecting = connectAccessor(session, accessor, {}, ({ data }) => seen.push(data));
  await settle();
  server.peer.reply("disk-full-connect", "t1");
  const connection = await connecting;
  await server.drop();
  const waiting = session.call("later");
  await server.pass(100);
  await server.welcome();
  expect(server.sent).toEqual(["disk-full-connect", "later"]);
  server.peer.reply("disk-full-connect", "t2");
  server.peer.reply("later");
  await waiting;
  server.peer.write({ event: "DISK_FULL", data: 1, tag: "t1" }, { event: "DISK_FULL", data: 2, tag: "t2" });
  expect([connection.tag, seen]).toEqual(["t2", [2]]);
  await session.close();
});

test("rejects if all first attempts fail or the signal is aborted", async () => {
  const server = new ScriptedServer();
  server.unavailable = true;
  const settings = { transport: server.open, clock: server.clock, reconnect: withoutJitter };
  const failing = rejection(connectPersistent(settings));
  for (const wait of [0, 100, 200, 400]) await server.pass(wait);
  expect(await failing).toMatchObject({ code: "connect-refused" });
  expect(server.attempts).toBe(4);
  const controller = new AbortController();
  const aborted = rejection(connectPersistent({ ...settings, signal: controller.signal }));
  await settle();
  controller.abort();
  expect(await aborted).toMatchObject({ code: "connect-aborted" });
  expect(await rejection(connectPersistent({ ...settings, signal: controller.signal }))).toMatchObject({
    code: "connect-aborted",
  });
  expect(server.clock.pending).toBe(0);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no route");
    },
    "cannot connect: no route",
  ],
  ["resolves without a session", () => Promise.resolve(undefined as never), /^cannot connect: /],
])("rejects if the function that connects %s", async (_how, connect, message) => {
  const reconnect = { attempts: 1 };
  const error = await rejection(connectPersistent({ path: "/run/vm.qmp", connect, reconnect }));
  expect(error).toMatchObject({ code: "disconnected", message: expect.stringMatching(message) as string });
});

test("closing during an attempt leaves no timer and no connection", async () => {
  const { server, session } = await persistent();
  await server.drop();
  await server.pass(100);
  await session.close();
  await settle();
  expect(server.peer.closeCount).toBe(1);
  expect(server.clock.pending).toBe(0);
  expect(await session.closed).toEqual({ error: undefined });
});
