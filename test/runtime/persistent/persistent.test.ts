import { describe, expect, test } from "vitest";
import {
  connectPersistent,
  DisconnectedError,
  OutcomeUnknownError,
  type PersistentOptions,
  type ReconnectOptions,
  type SessionState,
  type Session,
} from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { Place } from "./support.js";

/** No jitter: half of each wait is by chance. */
const calm: ReconnectOptions = { initialDelay: 100, maxDelay: 1_000, attempts: 4, random: () => 1 };

async function lasting(
  settings: Partial<PersistentOptions> = {},
): Promise<{ place: Place; session: Session }> {
  const place = new Place();
  const connecting = connectPersistent({
    transport: place.open,
    clock: place.clock,
    reconnect: calm,
    onProblem: () => undefined,
    ...settings,
  });
  await place.welcome();
  return { place, session: await connecting };
}

describe("a connection that is lost", () => {
  test("is made again, and what had not left is sent, once and in order", async () => {
    const { place, session } = await lasting();
    const states: SessionState[] = [];
    session.onState((state) => states.push(state));
    const calls = Array.from({ length: 10 }, (_, index) => session.call(`c${index}`));
    const unknown = calls.slice(0, 8).map(rejection);
    await settle();
    await place.drop();
    for (const error of await Promise.all(unknown)) expect(error).toBeInstanceOf(OutcomeUnknownError);
    const later = session.call("later");
    await place.pass(99);
    expect(place.attempts).toBe(1);
    await place.pass(1);
    await place.welcome();
    expect(place.sent).toEqual(["c8", "c9", "later"]);
    for (const command of place.sent) place.peer.returns(command, command);
    expect(await Promise.all([...calls.slice(8), later])).toEqual(["c8", "c9", "later"]);
    expect(states).toEqual(["disconnected", "connecting", "connected"]);
    await session.close();
  });

  test("is tried for again, less and less often, and then it is enough", async () => {
    const { place, session } = await lasting();
    const waiting = rejection(session.events("A").next());
    place.away = true;
    await place.drop();
    const call = rejection(session.call("query-name"));
    for (const wait of [100, 200, 400]) {
      const before = place.attempts;
      await place.pass(wait - 1);
      expect(place.attempts).toBe(before);
      await place.pass(1);
      expect(place.attempts).toBe(before + 1);
    }
    expect(await call).toMatchObject({
      code: "disconnected",
      serverMayHaveActed: false,
      message: "query-name was not sent: nobody listens",
    });
    expect(await waiting).toBeInstanceOf(DisconnectedError);
    expect((await session.closed).error).toMatchObject({ code: "connect-refused" });
    expect(await rejection(session.call("query-name"))).toMatchObject({ code: "disconnected" });
    expect(await rejection(session.connectSignal("A", () => undefined))).toMatchObject({
      code: "disconnected",
    });
    expect([session.state, place.clock.pending]).toEqual(["disconnected", 0]);
  });

  test("again and again at once is no better than none at all", async () => {
    const { place, session } = await lasting();
    for (const wait of [100, 200, 400]) {
      await place.drop();
      await place.pass(wait);
      await place.welcome();
    }
    await place.drop();
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });

  test("is forgiven once the next one has stood for a while", async () => {
    const { place, session } = await lasting();
    for (let round = 0; round < 10; round++) {
      await place.drop();
      await place.pass(100);
      await place.welcome();
      await place.pass(1_000);
    }
    expect([session.state, place.attempts]).toEqual(["connected", 11]);
    await session.close();
  });

  test("waits by chance between half of the time and all of it", async () => {
    for (const [random, wait] of [
      [0, 50],
      [0.5, 75],
    ] as const) {
      const { place, session } = await lasting({ reconnect: { ...calm, random: () => random } });
      await place.drop();
      await place.pass(wait - 1);
      expect(place.attempts).toBe(1);
      await place.pass(1);
      expect(place.attempts).toBe(2);
      await session.close();
      expect(place.clock.pending).toBe(0);
    }
  });
});

describe("calls", () => {
  test("that were given up while they waited are not sent", async () => {
    const { place, session } = await lasting({ callTimeout: 30 });
    await place.drop();
    const controller = new AbortController();
    const aborted = rejection(session.call("a", undefined, { signal: controller.signal, timeout: Infinity }));
    const late = rejection(session.call("b"));
    await place.pass(30);
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
    await place.pass(70);
    await place.welcome();
    expect(place.sent).toEqual([]);
    await session.close();
  });

  test("that were given up when they had left say so", async () => {
    const { place, session } = await lasting();
    const late = rejection(session.call("b", undefined, { timeout: 30 }));
    const controller = new AbortController();
    const aborted = rejection(session.call("c", undefined, { signal: controller.signal }));
    await settle();
    await place.pass(30);
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

  test("fail with the server's errors as ever", async () => {
    const { place, session } = await lasting();
    const call = rejection(session.call("x"));
    await settle();
    place.peer.says({ error: { class: "CommandNotFound", desc: "no" }, id: place.peer.request("x").id });
    expect(await call).toMatchObject({ errorClass: "CommandNotFound" });
    await session.close();
    expect(await rejection(session.call("x"))).toMatchObject({
      message: "cannot send x: the session has ended",
    });
  });
});

describe("those who listen", () => {
  test("go on listening, are told of the gap, and get each event once", async () => {
    const { place, session } = await lasting();
    const seen: string[] = [];
    const tell = (text: string) => (): void => void seen.push(text);
    const connection = await session.connectSignal("A", ({ data }) => seen.push(`A${String(data)}`), {
      onGap: ({ cause }) => seen.push(`gap: ${cause?.message ?? ""}`),
    });
    const stream = session.events({ names: ["A"], onGap: tell("stream's gap") });
    place.peer.says({ event: "A", data: 1 });
    await place.drop();
    await place.pass(100);
    await place.welcome();
    place.peer.says({ event: "A", data: 2 });
    expect(seen).toEqual(["A1", "gap: the server ended the connection: reset", "stream's gap", "A2"]);
    expect([(await stream.next()).value?.data, (await stream.next()).value?.data]).toEqual([1, 2]);
    await session.disconnectSignal(connection);
    place.peer.says({ event: "A", data: 3 });
    expect(seen.length).toBe(4);
    const other = await lasting();
    expect(await rejection(other.session.disconnectSignal(connection))).toMatchObject({
      code: "connection-foreign",
    });
    await Promise.all([session.close(), other.session.close()]);
  });

  test("to one event are told that it may have been missed, if they waited then, and only then", async () => {
    const { place, session } = await lasting();
    const before = rejection(session.once("A"));
    await place.drop();
    const after = session.once("A");
    await place.pass(100);
    await place.welcome();
    expect(await before).toBeInstanceOf(DisconnectedError);
    place.peer.says({ event: "A" });
    expect((await after).event).toBe("A");
    await session.close();
  });
});

test("the first connection is tried for as often; then it is an error, and so is giving up", async () => {
  const place = new Place();
  place.away = true;
  const settings = { transport: place.open, clock: place.clock, reconnect: calm };
  const failing = rejection(connectPersistent(settings));
  for (const wait of [0, 100, 200, 400]) await place.pass(wait);
  expect(await failing).toMatchObject({ code: "connect-refused" });
  expect(place.attempts).toBe(4);
  const controller = new AbortController();
  const aborted = rejection(connectPersistent({ ...settings, signal: controller.signal }));
  await settle();
  controller.abort();
  expect(await aborted).toMatchObject({ code: "disconnected" });
  expect(await rejection(connectPersistent({ ...settings, signal: controller.signal }))).toMatchObject({
    code: "disconnected",
  });
  expect(place.clock.pending).toBe(0);
});

test("closing in the middle of connecting leaves nothing behind", async () => {
  const { place, session } = await lasting();
  await place.drop();
  await place.pass(100);
  await session.close();
  await settle();
  expect(place.peer.hangUps).toBe(1);
  expect(place.clock.pending).toBe(0);
  expect(await session.closed).toEqual({ error: undefined });
});
