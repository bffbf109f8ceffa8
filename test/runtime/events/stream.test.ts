import { expect, test } from "vitest";
import { DisconnectedError, QueueOverflowError } from "../../../runtime/index.js";
import { connected, rejection } from "../support/scripted-peer.js";

test("gives the named events in order, those before the first taking too", async () => {
  const { session, peer } = await connected();
  const stream = session.events("A", "B");
  peer.says({ event: "A" }, { event: "C" }, { event: "B" });
  const seen: string[] = [];
  for await (const { event } of stream) {
    seen.push(event);
    if (seen.length === 2) peer.says({ event: "A" });
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["A", "B", "A"]);
  peer.says({ event: "A" });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("gives nothing once it is left, though something waited in it", async () => {
  const { session, peer } = await connected();
  const stream = session.events("A");
  peer.says({ event: "A" }, { event: "A" });
  await stream.return();
  expect((await stream.next()).done).toBe(true);
});

test("without names gives every event", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  peer.says({ event: "A" }, { event: "B" });
  expect((await stream.next()).value?.event).toBe("A");
  expect((await stream.next()).value?.event).toBe("B");
});

test("several takers are served in turn", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  const taken = Promise.all([stream.next(), stream.next()]);
  peer.says({ event: "A" }, { event: "B" });
  expect((await taken).map(({ value }) => value?.event)).toEqual(["A", "B"]);
});

test("a full queue fails, behind what it holds", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ limit: 2 });
  peer.says({ event: "A" }, { event: "B" }, { event: "C" });
  expect((await stream.next()).value?.event).toBe("A");
  expect((await stream.next()).value?.event).toBe("B");
  expect(await rejection(stream.next())).toBeInstanceOf(QueueOverflowError);
  expect((await stream.next()).done).toBe(true);
});

test("or drops the oldest, and counts", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ names: ["A"], limit: 2, overflow: "drop-oldest" });
  for (let count = 0; count < 5; count++) peer.says({ event: "A", data: { count } });
  expect(stream.dropped).toBe(3);
  expect((await stream.next()).value?.data).toEqual({ count: 3 });
  expect((await stream.next()).value?.data).toEqual({ count: 4 });
});

test("is told when the peer dies, after the events that came before", async () => {
  const { session, peer } = await connected();
  const stream = session.events();
  const waiting = session.events("NEVER").next();
  peer.says({ event: "SHUTDOWN" });
  peer.dies();
  expect((await stream.next()).value?.event).toBe("SHUTDOWN");
  expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
  expect(await rejection(waiting)).toBeInstanceOf(DisconnectedError);
  expect(await rejection(session.events().next())).toBeInstanceOf(DisconnectedError);
});

test("is just done when the session is closed, or the block that holds it", async () => {
  const { session } = await connected();
  const stream = session.events();
  const takers = Promise.all([stream.next(), stream.next()]);
  const other = session.events();
  {
    await using held = other;
    expect(held.dropped).toBe(0);
  }
  expect((await other.next()).done).toBe(true);
  await session.close();
  expect((await takers).every(({ done }) => done)).toBe(true);
});
