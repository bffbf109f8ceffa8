import { describe, expect, test } from "vitest";
import { signalEvents, type EventStream } from "../../../runtime/index.js";
import { rejection } from "../support/scripted-peer.js";
import { deleted, deviceOf, ending, receiving, roundTrip, unmatched, ways } from "./support.js";

async function collect<T, R>(stream: EventStream<T>, map: (item: T) => R): Promise<R[]> {
  const items: R[] = [];
  for await (const item of stream) items.push(map(item));
  return items;
}

describe.each(ways)("a stream of the events of one object, %s", (way) => {
  test("yields the events in order and releases the connection when it is left", async () => {
    await using fixture = await receiving(way);
    const { session, connections } = fixture;
    const stream = signalEvents(session, deleted, { device: "d0" });
    for (const id of ["d0", "d1", "d0"]) void session.call("device_del", { id });
    const seen: string[] = [];
    for await (const event of stream) {
      seen.push(event.event, deviceOf(event));
      expect(event).not.toHaveProperty("tag");
      if (seen.length === 4) break;
    }
    expect(seen).toEqual(["DEVICE_DELETED", "d0", "DEVICE_DELETED", "d0"]);
    await roundTrip(fixture);
    expect(connections()).toBe(0);
    expect(await stream.ended).toMatchObject({ reason: "disconnected" });
  });

  test("releases the connection if it is left while it connects", async () => {
    await using fixture = await receiving(way);
    const stream = signalEvents(fixture.session, deleted, { device: "d0" });
    await stream.return();
    await roundTrip(fixture);
    await roundTrip(fixture);
    expect(fixture.connections()).toBe(0);
  });

  test("fails after the queued events when its queue is full, and releases the connection", async () => {
    await using fixture = await receiving(way);
    const stream = signalEvents(fixture.session, deleted, { device: "d0" }, { limit: 2 });
    await roundTrip(fixture);
    for (let times = 0; times < 3; times++) fixture.raise("d0");
    expect(await stream.ended).toMatchObject({ reason: "overflow" });
    expect((await stream.next()).done).toBe(false);
    expect((await stream.next()).done).toBe(false);
    expect(await rejection(stream.next())).toMatchObject({ code: "queue-overflow" });
    await roundTrip(fixture);
    expect(fixture.connections()).toBe(0);
  });

  test("drops the oldest events by its policy", async () => {
    await using fixture = await receiving(way);
    const policy = { limit: 1, overflow: "drop-oldest" } as const;
    const stream = signalEvents(fixture.session, deleted, { device: "d0" }, policy);
    await roundTrip(fixture);
    for (let times = 0; times < 3; times++) fixture.raise("d0");
    await expect.poll(() => stream.dropped).toBe(2);
    await stream.return();
  });

  test("reports the error of a callback to the session", async () => {
    await using fixture = await receiving(way);
    const stream = signalEvents(
      fixture.session,
      deleted,
      { device: "d0" },
      {
        limit: 1,
        overflow: "drop-oldest",
        onOverflow: () => {
          throw new TypeError("mine");
        },
      },
    );
    await roundTrip(fixture);
    for (let times = 0; times < 3; times++) fixture.raise("d0");
    await expect.poll(() => stream.dropped).toBe(2);
    expect(fixture.problems).toMatchObject([
      { code: "listener-failed", message: "onOverflow failed", cause: { message: "mine" } },
    ]);
    await stream.return();
  });

  test("is done when the session is closed", async () => {
    await using fixture = await receiving(way);
    const stream = signalEvents(fixture.session, deleted, { device: "d0" });
    await roundTrip(fixture);
    const collected = collect(stream, deviceOf);
    fixture.raise("d0");
    await roundTrip(fixture);
    await fixture.session.close();
    expect(await collected).toEqual(["d0"]);
    expect(await stream.ended).toMatchObject({ reason: "closed" });
  });
});

describe.each(ways.slice(0, 2))("a stream of the events of one object, %s", (way) => {
  test("throws the server's error if the object does not exist", async () => {
    await using fixture = await receiving(way);
    const stream = signalEvents(fixture.session, deleted, { device: "missing" });
    expect(await rejection(stream.next())).toMatchObject({ errorClass: "DeviceNotFound" });
    expect(await stream.ended).toMatchObject({ reason: "refused" });
  });
});

test("a stream is done when the object ends", async () => {
  let stream: EventStream<unknown> | undefined;
  await ending((session) => {
    stream = signalEvents(session, unmatched, { device: "d0" });
  });
  expect(await stream?.next()).toEqual({ done: true, value: undefined });
  expect(await stream?.ended).toMatchObject({ reason: "dropped" });
});
