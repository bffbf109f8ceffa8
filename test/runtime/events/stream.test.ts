import { expect, test } from "vitest";
import { DisconnectedError, QueueOverflowError } from "../../../runtime/index.js";
import { connected, rejection } from "../support/scripted-peer.js";

test("yields the named events in order, from its creation on", async () => {
  const { session, peer } = await connected();
  const stream = session.events("A", "B");
  peer.write({ event: "A" }, { event: "C" }, { event: "B" });
  const seen: string[] = [];
  for await (const { event } of stream) {
    seen.push(event);
    if (seen.length === 2) peer.write({ event: "A" });
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["A", "B", "A"]);
  peer.write({ event: "A" });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("discards its queue when it is left", async () => {
  const { session, peer } = await connected();
  const stream = session.events("A");
  peer.write({ event: "A" }, { event: "A" });
  await stream.return();
  expect((await stream.next()).done).toBe(true);
});

test("yields every event if no names are given", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  peer.write({ event: "A" }, { event: "B" });
  expect((await stream.next()).value?.event).toBe("A");
  expect((await stream.next()).value?.event).toBe("B");
});

test("serves concurrent reads in order", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  const reads = Promise.all([stream.next(), stream.next()]);
  peer.write({ event: "A" }, { event: "B" });
  expect((await reads).map(({ value }) => value?.event)).toEqual(["A", "B"]);
});

test("fails after the queued events if the queue is full", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ limit: 2 });
  peer.write({ event: "A" }, { event: "B" }, { event: "C" });
  expect((await stream.next()).value?.event).toBe("A");
  expect((await stream.next()).value?.event).toBe("B");
  expect(await rejection(stream.next())).toBeInstanceOf(QueueOverflowError);
  expect((await stream.next()).done).toBe(true);
});

test("drops and counts the oldest event if the policy is drop-oldest", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ names: ["A"], limit: 2, overflow: "drop-oldest" });
  for (let count = 0; count < 5; count++) peer.write({ event: "A", data: { count } });
  expect(stream.dropped).toBe(3);
  expect((await stream.next()).value?.data).toEqual({ count: 3 });
  expect((await stream.next()).value?.data).toEqual({ count: 4 });
});

test("rejects after the queued events when the session is lost", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  const waiting = session.events("NEVER").next();
  peer.write({ event: "SHUTDOWN" });
  peer.disconnect();
  expect((await stream.next()).value?.event).toBe("SHUTDOWN");
  expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
  expect(await rejection(waiting)).toBeInstanceOf(DisconnectedError);
  expect(await rejection(session.events().next())).toBeInstanceOf(DisconnectedError);
});

test("is done when the session is closed or its block is left", async () => {
  const { session } = await connected();
  const stream = session.events();
  const reads = Promise.all([stream.next(), stream.next()]);
  const other = session.events();
  {
    await using scoped = other;
    expect(scoped.dropped).toBe(0);
  }
  expect((await other.next()).done).toBe(true);
  await session.close();
  expect((await reads).every(({ done }) => done)).toBe(true);
});
