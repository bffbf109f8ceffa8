import { expect, test } from "vitest";
import { createEventHub, QueueOverflowError, watchEvents, type Session } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, rejection, settle, type ScriptedPeer } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

/** A session that no longer holds early events for listeners connected after `connect`. */
async function readyWith(server: Server): Promise<Session> {
  const clock = new ManualClock();
  const session = await connectTo(server, { clock });
  clock.advance(0);
  return session;
}

/** Records whether a session has paused its transport. */
function pausable(peer: ScriptedPeer): { paused: boolean } {
  const state = { paused: false };
  Object.assign(peer, {
    pause: () => {
      state.paused = true;
    },
    resume: () => {
      state.paused = false;
    },
  });
  return state;
}

async function raiseAll(server: Server, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    server.raise("TICK", { number });
    await new Promise(setImmediate);
  }
}

test("a full queue pauses the transport and loses no event", async () => {
  const server = createServer(anyProtocol, {});
  await using session = await readyWith(server);
  let full = 0;
  const stream = session.events({ limit: 10, overflow: "pause", onOverflow: () => full++ });
  await raiseAll(server, 100);
  expect(full).toBe(1);
  const other = session.events("TICK");
  const seen: unknown[] = [];
  for await (const { data } of stream) {
    seen.push(data);
    if (seen.length === 100) break;
  }
  expect(seen).toEqual(Array.from({ length: 100 }, (_, number) => ({ number })));
  // The event that exceeded the limit was read before the pause, the others after it.
  expect((await other.next()).value?.data).toEqual({ number: 11 });
  await server.close();
});

test("a paused session can make calls", async () => {
  const server = createServer(anyProtocol, { "query-name": () => ({ name: "vm" }) });
  await using session = await readyWith(server);
  const stream = session.events({ limit: 2, overflow: "pause" });
  await raiseAll(server, 20);
  let seen = 0;
  for await (const event of stream) {
    expect(event.data).toEqual({ number: seen++ });
    expect(await session.call("query-name")).toEqual({ name: "vm" });
    if (seen === 20) break;
  }
  await server.close();
});

test("leaving a full stream or closing its session resumes the transport", async () => {
  const server = createServer(anyProtocol, {});
  const session = await readyWith(server);
  const stream = session.events({ limit: 1, overflow: "pause" });
  await raiseAll(server, 5);
  const other = session.once("TICK");
  await stream.return();
  expect((await other).data).toEqual({ number: 2 });
  session.events({ limit: 0, overflow: "pause" });
  await raiseAll(server, 2);
  await session.close();
  expect(session.state).toBe("disconnected");
  await server.close();
});

test("a full queue fails if the transport cannot pause", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ limit: 1, overflow: "pause" });
  peer.write({ event: "A" }, { event: "B" });
  expect((await stream.next()).value?.event).toBe("A");
  expect(await rejection(stream.next())).toBeInstanceOf(QueueOverflowError);
});

const large = (number: number, size: number): object => ({
  event: "LARGE",
  data: { number, text: "x".repeat(size) },
});

test("a queue is full when the text of its events reaches `sizeLimit`", async () => {
  const { session, peer } = await connected();
  const dropping = session.events({ sizeLimit: 10_000, overflow: "drop-oldest" });
  const failing = session.events({ sizeLimit: 10_000 });
  for (let number = 0; number < 10; number++) peer.write(large(number, 3_000));
  expect(dropping.dropped).toBe(7);
  expect((await dropping.next()).value?.data).toMatchObject({ number: 7 });
  const { error } = await failing.ended;
  expect(error).toBeInstanceOf(QueueOverflowError);
  await session.close();
});

test("an event of any size has room in an empty queue and in an empty inbox", async () => {
  const { session, peer } = await connected();
  const stream = session.events({ sizeLimit: 10 });
  const inbox = watchEvents(session, { sizeLimit: 10 });
  peer.write(large(1, 3_000));
  expect((await stream.next()).value?.data).toMatchObject({ number: 1 });
  expect(inbox.kept).toBe(1);
  peer.write(large(2, 3_000));
  expect([inbox.kept, inbox.dropped, inbox.check()?.data]).toMatchObject([1, 1, { number: 2 }]);
  await session.close();
});

test("an inbox that is used with callbacks only reports no overflow, and stops keeping events", async () => {
  const { session, peer } = await connected();
  const failures: unknown[] = [];
  const inbox = watchEvents(session, { onUndelivered: (failure) => failures.push(failure) });
  let called = 0;
  inbox.callback({}, () => called++);
  for (let number = 0; number < 3_000; number++) peer.write({ event: "TICK" });
  expect([called, inbox.kept, inbox.dropped, failures]).toEqual([3_000, 0, 0, []]);
  expect(inbox.check()).toBe(undefined);
  peer.write({ event: "TICK" });
  expect(inbox.check()?.event).toBe("TICK");
  await session.close();
});

test("a session that paused for a subscriber reads on for a call, and pauses at the next event", async () => {
  const { session, peer } = await connected();
  const transport = pausable(peer);
  const names: string[] = [];
  const subscription = session.subscribe({ names: undefined, deliver: ({ event }) => names.push(event) });
  expect([subscription.pause(), transport.paused]).toEqual([true, true]);
  const call = session.call("query-name");
  expect(transport.paused).toBe(false);
  expect(subscription.pause()).toBe(true);
  await settle();
  peer.write({ event: "MEANWHILE" });
  peer.reply("query-name");
  await call;
  expect(transport.paused).toBe(false);
  peer.write({ event: "NEXT" });
  expect([names, transport.paused]).toEqual([["MEANWHILE", "NEXT"], true]);
  subscription.resume();
  peer.write({ event: "LAST" });
  expect(transport.paused).toBe(false);
});

test("a full stream of a hub leaves no session paused if one of them cannot pause", async () => {
  const [able, unable] = [await connected(), await connected()];
  const transport = pausable(able.peer);
  const hub = createEventHub();
  hub.join("able", able.session);
  hub.join("unable", unable.session);
  const stream = hub.events({ limit: 1, overflow: "pause" });
  for (const number of [1, 2]) able.peer.write({ event: "TICK", data: { number } });
  expect(await stream.ended).toMatchObject({ reason: "overflow" });
  expect(transport.paused).toBe(false);
});

test("an inbox that a callback closes calls no other callback and keeps nothing", async () => {
  const { session, peer } = await connected();
  const inbox = watchEvents(session);
  const called: string[] = [];
  inbox.callback({}, () => {
    called.push("first");
    inbox.close();
  });
  inbox.callback({}, () => called.push("second"));
  expect(inbox.check()).toBeUndefined();
  peer.write({ event: "TICK" });
  expect([called, inbox.kept]).toEqual([["first"], 0]);
});
