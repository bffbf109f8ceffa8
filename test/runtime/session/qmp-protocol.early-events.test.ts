import { describe, expect, test } from "vitest";
import { connect } from "../../../runtime/index.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

describe("events that arrive before a caller can listen", () => {
  test("are delivered in order to the listeners added after connect()", async () => {
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const connecting = connect({ transport: peer.open, clock });
    await settle();
    peer.write({ event: "BEFORE" });
    peer.write(greeting);
    await settle();
    peer.write({ event: "DURING" });
    peer.reply("qmp_capabilities");
    peer.write({ event: "SAME_TICK" });
    const session = await connecting;
    const seen: string[] = [];
    for (const name of ["BEFORE", "DURING", "SAME_TICK", "AFTER"]) {
      await session.connectSignal(name, ({ event }) => seen.push(event));
    }
    peer.write({ event: "AFTER" });
    clock.advance(0);
    expect(seen).toEqual(["BEFORE", "DURING", "SAME_TICK", "AFTER"]);
  });

  test("are delivered before the session ends", async () => {
    const peer = new ScriptedPeer();
    const connecting = connect({ transport: peer.open, clock: new ManualClock() });
    await settle();
    peer.write(greeting);
    await settle();
    peer.reply("qmp_capabilities");
    peer.write({ event: "SHUTDOWN" });
    const session = await connecting;
    const shutdown = session.once("SHUTDOWN");
    peer.disconnect();
    expect((await shutdown).event).toBe("SHUTDOWN");
  });

  test("are delivered without loss if there are more than are kept", async () => {
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const connecting = connect({ transport: peer.open, clock });
    await settle();
    peer.write(greeting);
    await settle();
    peer.reply("qmp_capabilities");
    const session = await connecting;
    const seen: unknown[] = [];
    await session.connectSignal("E", ({ data }) => seen.push(data));
    for (let data = 0; data < 3000; data++) peer.write({ event: "E", data });
    clock.advance(0);
    expect(seen).toEqual(Array.from({ length: 3000 }, (_, data) => data));
  });
});

test("events reach a listener although the session's clock stands still", async () => {
  const [client, peer] = memoryPair();
  const raising = createServer(anyProtocol, {});
  raising.serve(peer);
  const clock = new ManualClock();
  await using session = await connect({ transport: client, clock });
  const seen: string[] = [];
  await session.connectSignal("STOP", ({ event }) => seen.push(event));
  raising.raise("STOP");
  await expect.poll(() => seen).toEqual(["STOP"]);
  expect(clock.pending).toBe(0);
});

const server = createServer(anyProtocol, {
  stop: () => {
    server.raise("STOP");
  },
  fail: () => {
    server.raise("FAILED");
    throw new CommandFailure("no");
  },
});

test.each(["stop", "fail"])(
  "an event that is sent before the reply to %s is delivered before it, in the first tick of a session",
  async (command) => {
    const [client, peer] = memoryPair();
    server.serve(peer);
    // The clock stands still, so the early events are not yet delivered by its timer.
    const session = await connect({ transport: client, clock: new ManualClock() });
    const seen: string[] = [];
    const listener = ({ event }: { readonly event: string }): void => {
      seen.push(event);
    };
    await session.connectSignal("STOP", listener);
    await session.connectSignal("FAILED", listener);
    await (command === "stop" ? session.call(command) : rejection(session.call(command)));
    expect(seen).toEqual([command === "stop" ? "STOP" : "FAILED"]);
    await session.close();
  },
);

test("a session that is closed at once leaves no timer", async () => {
  const [client, peer] = memoryPair();
  server.serve(peer);
  const clock = new ManualClock();
  const session = await connect({ transport: client, clock });
  await session.close();
  expect(clock.pending).toBe(0);
});
