import { describe, expect, test } from "vitest";
import { qga } from "../../../generated/qga/index.js";
import { qmp, queryStatus, stop, type QmpProtocol } from "../../../generated/qmp/index.js";
import {
  completeCommand,
  connect,
  connectOnDemand,
  connectPersistent,
  type CallTimeoutError,
  type Session,
} from "../../../runtime/index.js";
import { connectedAgent } from "../agent/support.js";
import { ScriptedServer } from "../persistent/support.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";

/** How a program calls a command that only reads. */
const reads = [
  ["a generated function", (session: Session<QmpProtocol>): Promise<unknown> => queryStatus(session)],
  ["session.call()", (session: Session<QmpProtocol>): Promise<unknown> => session.call("query-status")],
  ["a pattern", (session: Session): Promise<unknown> => session.call("query-of-a-newer-server")],
] as const;

/** Reports whether a promise is settled. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  await settle();
  return (await Promise.race([promise.catch(() => undefined), Promise.resolve(pending)])) !== pending;
}

/** Asserts that a call settles at a time, in milliseconds, and not before. */
async function expectTimeout(
  { clock }: Pick<Fixture, "clock">,
  call: Promise<unknown>,
  after: number,
): Promise<void> {
  const failing = rejection(call);
  clock.advance(after - 1);
  expect(await isSettled(failing)).toBe(false);
  clock.advance(1);
  expect(await failing).toMatchObject({ code: "call-timeout" });
}

describe.each(reads)("a read by %s", (_, read) => {
  test("has a timeout of 30 seconds", async () => {
    const fixture = await connected({ protocol: qmp });
    await expectTimeout(fixture, read(fixture.session), 30_000);
  });

  test("has the timeout of the option readTimeout", async () => {
    const fixture = await connected({ protocol: qmp, readTimeout: 200, callTimeout: 100 });
    await expectTimeout(fixture, read(fixture.session), 200);
  });

  test("has the timeout of other calls if only that is set", async () => {
    const fixture = await connected({ protocol: qmp, callTimeout: 100 });
    await expectTimeout(fixture, read(fixture.session), 100);
  });

  test.each([{ readTimeout: Infinity }, { callTimeout: Infinity }])("has none with %o", async (options) => {
    const { session, clock } = await connected({ protocol: qmp, ...options });
    void rejection(read(session));
    await settle();
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer when it is answered", async () => {
    const { session, clock, peer } = await connected({ protocol: qmp });
    const call = read(session);
    await settle();
    expect(clock.pending).toBe(1);
    const [request] = peer.requests.slice(-1);
    peer.write({ return: {}, id: request?.id });
    await call;
    expect(clock.pending).toBe(0);
  });
});

test("a command that changes something has no timeout, and an explicit one takes precedence over readTimeout", async () => {
  const fixture = await connected({ protocol: qmp, readTimeout: 100 });
  const { session, clock } = fixture;
  void rejection(stop(session));
  await settle();
  expect(clock.pending).toBe(0);
  await expectTimeout(fixture, queryStatus(session, { timeout: 300 }), 300);
});

test("the error of a read reports that it is safe to repeat, and that of another command does not", async () => {
  const { session, clock } = await connected({ protocol: qmp });
  const read = rejection(queryStatus(session));
  const change = rejection(stop(session, { timeout: 30_000 }));
  await settle();
  clock.advance(30_000);
  expect(await read).toMatchObject({
    name: "CallTimeoutError",
    message: "query-status was not answered within 30000 ms; it only reads, so it is safe to repeat",
    serverMayHaveActed: false,
    command: "query-status",
  });
  expect(((await read) as CallTimeoutError).sent).toContain("query-status");
  expect(await change).toMatchObject({
    message: "stop was not answered within 30000 ms",
    serverMayHaveActed: true,
  });
});

test("an aborted read is safe to repeat too", async () => {
  const { session } = await connected({ protocol: qmp });
  const controller = new AbortController();
  const read = rejection(queryStatus(session, { signal: controller.signal }));
  await settle();
  controller.abort();
  expect(await read).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
});

test("the time counts from the call, also while it waits for an earlier one", async () => {
  const fixture = await connected({ protocol: qmp, maxInFlight: 1, readTimeout: 100 });
  void rejection(stop(fixture.session));
  const waiting = queryStatus(fixture.session);
  await expectTimeout(fixture, waiting, 100);
  expect(await rejection(waiting)).toMatchObject({
    message: expect.stringContaining("was not sent within 100 ms") as string,
  });
});

test("the late reply of a read is discarded, and the session continues", async () => {
  const { session, clock, peer, problems } = await connected({ protocol: qmp, readTimeout: 100 });
  const first = rejection(queryStatus(session));
  await settle();
  clock.advance(100);
  await first;
  const second = queryStatus(session);
  await settle();
  const [late, current] = peer.requests.filter(({ execute }) => execute === "query-status");
  peer.write({ return: { late: true }, id: late?.id }, { return: { late: false }, id: current?.id });
  expect(await second).toEqual({ late: false });
  // The scripted server is older than the bindings.
  expect(problems.map(({ code }) => code)).toEqual(["server-older"]);
});

test("a persistent session counts the wait for a connection", async () => {
  const server = new ScriptedServer();
  const options = { transport: server.open, clock: server.clock, protocol: qmp, readTimeout: 500 };
  const reconnect = { initialDelay: 10_000, random: () => 1 };
  const connecting = connectPersistent({ ...options, reconnect, onProblem: () => undefined });
  await server.welcome();
  const session = await connecting;
  await expectTimeout(server, queryStatus(session), 500);
  server.unavailable = true;
  await server.drop();
  const lost = queryStatus(session);
  await expectTimeout(server, lost, 500);
  expect(await rejection(lost)).toMatchObject({
    message: "query-status was not sent within 500 ms; it only reads, so it is safe to repeat",
    serverMayHaveActed: false,
  });
  await session.close();
});

test("an on-demand session limits a read that connects", async () => {
  const server = new ScriptedServer();
  const options = { transport: server.open, clock: server.clock, protocol: qmp, readTimeout: 500 };
  const session = connectOnDemand({ ...options, onProblem: () => undefined });
  await expectTimeout(server, queryStatus(session), 500);
  await session.close();
});

test("an agent's session limits the commands of the agent that only read", async () => {
  const { session, clock } = await connectedAgent({ protocol: qga, readTimeout: 500 });
  clock.advance(0);
  await expectTimeout({ clock }, session.call("guest-ssh-get-authorized-keys", { username: "root" }), 500);
});

test("the queries of a completion are limited by the completion, not by readTimeout", async () => {
  const { session, clock, peer } = await connected({ protocol: qmp });
  const completing = completeCommand(session, {
    command: "stop",
    state: { command: "query-status", done: [{ member: "running", value: false }], interval: 10 },
    progress: { command: "query-status" },
  });
  const iterating = completing[Symbol.asyncIterator]().next();
  await settle();
  peer.reply("stop");
  await settle();
  clock.advance(60_000);
  expect(await isSettled(completing)).toBe(false);
  for (const { execute, id } of peer.requests) {
    if (execute === "query-status") peer.write({ return: { running: false }, id });
  }
  await completing;
  await iterating;
});

test.each(["1", -1, Number.NaN])("readTimeout must not be %o", async (readTimeout) => {
  const options = { path: "/nowhere", protocol: qmp, readTimeout: readTimeout as number };
  const error = await rejection(connect(options));
  expect(error).toBeInstanceOf(typeof readTimeout === "number" ? RangeError : TypeError);
  expect(error).toMatchObject({ message: expect.stringContaining("readTimeout") as string });
});
