import { describe, expect, test } from "vitest";
import { onceSignal } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { deleted, ending, receiving, roundTrip, unmatched, ways } from "./support.js";

describe.each(ways)("a wait for the event of one object, %s", (way) => {
  test("takes the event that a later command causes, and releases the connection", async () => {
    await using fixture = await receiving(way);
    const { session, connections, executed } = fixture;
    const waiting = onceSignal(session, deleted, { device: "d0" });
    const other = session.call("device_del", { id: "d1" });
    const own = session.call("device_del", { id: "d0" });
    expect(await waiting).toMatchObject({ event: "DEVICE_DELETED", data: { device: "d0" } });
    await Promise.all([other, own]);
    await roundTrip(fixture);
    expect(connections()).toBe(0);
    expect(executed.filter((command) => command === "device_del")).toHaveLength(2);
  });

  test.each([
    ["times out", { timeout: 5 }, "event-timeout"],
    ["is aborted", { signal: AbortSignal.timeout(5) }, "event-aborted"],
  ])("releases the connection if it %s", async (_, options, code) => {
    await using fixture = await receiving(way);
    const error = await rejection(onceSignal(fixture.session, deleted, { device: "d0" }, options));
    expect(error).toMatchObject({ code });
    await roundTrip(fixture);
    expect(fixture.connections()).toBe(0);
    expect(fixture.session.state).toBe("connected");
  });

  test("releases the connection if it is given up while it connects", async () => {
    await using fixture = await receiving(way);
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = rejection(onceSignal(fixture.session, deleted, { device: "d0" }, { signal }));
    controller.abort("enough");
    expect(await waiting).toMatchObject({ code: "event-aborted", cause: "enough" });
    await roundTrip(fixture);
    await roundTrip(fixture);
    expect(fixture.connections()).toBe(0);
  });

  test("sends nothing if its signal is already aborted", async () => {
    await using fixture = await receiving(way);
    const signal = AbortSignal.abort();
    await rejection(onceSignal(fixture.session, deleted, { device: "d0" }, { signal }));
    await roundTrip(fixture);
    expect(fixture.executed).toEqual([]);
  });

  test("selects the event, and rejects with what the condition throws", async () => {
    await using fixture = await receiving(way);
    const { session, raise, connections } = fixture;
    let count = 0;
    const third = onceSignal(session, deleted, { device: "d0" }, { where: () => ++count === 3 });
    const where = (): boolean => {
      throw new TypeError("no");
    };
    const broken = rejection(onceSignal(session, deleted, { device: "d0" }, { where }));
    await roundTrip(fixture);
    for (let times = 0; times < 3; times++) raise("d0");
    await third;
    expect(await broken).toBeInstanceOf(TypeError);
    await roundTrip(fixture);
    expect([count, connections()]).toEqual([3, 0]);
    expect(fixture.problems).toEqual([]);
  });

  test("rejects if the session ends, without an unhandled rejection", async () => {
    await using fixture = await receiving(way);
    const waiting = onceSignal(fixture.session, deleted, { device: "d0" });
    await roundTrip(fixture);
    await fixture.session.close();
    await settle();
    expect(await rejection(waiting)).toMatchObject({ code: "disconnected" });
  });
});

describe.each(ways.slice(0, 2))("a wait for the event of one object, %s", (way) => {
  test("rejects with the server's error if the object does not exist", async () => {
    await using fixture = await receiving(way);
    const error = await rejection(onceSignal(fixture.session, deleted, { device: "missing" }));
    expect(error).toMatchObject({ code: "command-failed", errorClass: "DeviceNotFound" });
  });
});

test("a wait rejects if the object ends", async () => {
  let waiting: Promise<unknown> = Promise.resolve();
  await ending((session) => {
    waiting = onceSignal(session, unmatched, { device: "d0" });
  });
  expect(await rejection(waiting)).toMatchObject({
    code: "disconnected",
    message: "the connection ended before DEVICE_DELETED arrived",
  });
});
