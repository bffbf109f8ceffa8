import { describe, expect, test } from "vitest";
import {
  createEventHub,
  DisconnectedError,
  type UndeliveredEvent,
  type QapiError,
} from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, rejection } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

const stop = { event: "STOP" };

describe("an event hub", () => {
  test("merges the events of all machines into one stream", async () => {
    const [one, other] = [await connected(), await connected()];
    using hub = createEventHub();
    hub.join("one", one.session);
    hub.join("other", other.session);
    expect(hub.machines).toEqual(["one", "other"]);
    const stream = hub.events({ names: ["STOP"] });
    other.peer.write(stop);
    one.peer.write({ event: "RESUME" }, stop);
    expect((await stream.next()).value).toMatchObject({ event: "STOP", machine: "other" });
    expect((await stream.next()).value).toMatchObject({ event: "STOP", machine: "one" });
  });

  test("checks, waits and calls back for all machines or for one", async () => {
    const [one, other] = [await connected(), await connected()];
    using hub = createEventHub<number>();
    hub.join(1, one.session);
    hub.join(2, other.session);
    const seen: string[] = [];
    hub.callback({ machine: 2 }, ({ event, machine }, user) => seen.push(`${user} ${event} ${machine}`), "u");
    one.peer.write(stop);
    expect(hub.check({ machine: 2 })).toBe(undefined);
    expect(hub.check({ names: ["STOP"] })?.machine).toBe(1);
    const waits = [hub.wait({ machine: 2 }), hub.wait()];
    one.peer.write(stop);
    other.peer.write(stop);
    expect((await Promise.all(waits)).map(({ machine }) => machine)).toEqual([2, 1]);
    expect(seen).toEqual(["u STOP 2"]);
    expect(hub.kept).toBe(0);
  });

  test("rejects the waits for a machine that is lost, leaves or is closed, and no others", async () => {
    const fixtures = [await connected(), await connected(), await connected()] as const;
    const left: [string, QapiError | undefined][] = [];
    const hub = createEventHub({ onLeave: (machine, error) => left.push([machine, error]) });
    const names = ["lost", "leaves", "closed"] as const;
    names.forEach((name, index) => {
      hub.join(name, fixtures[index]?.session ?? fixtures[0].session);
    });
    const waits = names.map((machine) => rejection(hub.wait({ machine })));
    const any = rejection(hub.wait());
    fixtures[0].peer.disconnect(new Error("reset"));
    expect(hub.leave("leaves")).toBe(true);
    expect(hub.leave("leaves")).toBe(false);
    await fixtures[2].session.close();
    expect((await Promise.all(waits)).map((error) => (error as Error).message)).toEqual([
      "machine lost was lost",
      "machine leaves has left",
      "machine closed has left",
    ]);
    expect(left).toEqual([
      ["lost", expect.any(DisconnectedError)],
      ["closed", undefined],
    ]);
    expect(hub.machines).toEqual([]);
    hub.close();
    expect(await any).toMatchObject({ code: "disconnected" });
  });

  test("reports a lost machine as undelivered if no wait is pending", async () => {
    const { session, peer } = await connected();
    const failures: UndeliveredEvent[] = [];
    using hub = createEventHub({ onUndelivered: (one) => failures.push(one) });
    hub.join("vm", session);
    peer.disconnect();
    expect(failures).toMatchObject([{ error: { message: "machine vm was lost" }, event: undefined }]);
    hub.join("vm", session);
    expect(hub.machines).toEqual([]);
  });

  test("replaces the session of a machine that joins again", async () => {
    const [one, other] = [await connected(), await connected()];
    const machine = { uuid: "a" };
    using hub = createEventHub<typeof machine>();
    hub.join(machine, one.session);
    hub.join(machine, other.session);
    one.peer.write(stop);
    other.peer.write({ event: "RESUME" });
    one.peer.disconnect();
    expect([hub.machines.length, hub.kept, hub.check()?.event]).toEqual([1, 1, "RESUME"]);
  });
});

test("a closed hub takes no machine", async () => {
  const { session, peer } = await connected();
  const hub = createEventHub();
  hub.close();
  hub.join("late", session);
  peer.write(stop);
  expect([hub.machines, hub.kept]).toEqual([[], 0]);
  expect(session.state).toBe("connected");
});

test("serves 2,000 machines without losing or repeating an event", async () => {
  const count = 2_000;
  const server = createServer(anyProtocol, {});
  using hub = createEventHub<number>({ limit: 10 * count });
  const sessions = await Promise.all(Array.from({ length: count }, () => connectTo(server)));
  for (const [machine, session] of sessions.entries()) hub.join(machine, session);
  let called = 0;
  hub.callback({ names: ["TICK"] }, () => called++);
  const each = sessions.map((_, machine) => hub.wait({ machine, names: ["LAST"] }));
  for (let n = 0; n < 3; n++) server.raise("TICK", { n });
  server.raise("LAST");
  expect((await Promise.all(each)).map(({ machine }) => machine)).toEqual([...sessions.keys()]);
  expect([called, hub.kept]).toEqual([3 * count, 3 * count]);
  for (const n of [0, 1, 2]) expect(hub.check({ machine: 1_234 })?.data).toEqual({ n });
  await server.close();
  expect(hub.machines).toEqual([]);
});

test("a full stream pauses all machines until half of it is consumed", async () => {
  const server = createServer(anyProtocol, {});
  using hub = createEventHub<number>();
  const clock = new ManualClock();
  for (const machine of [1, 2]) hub.join(machine, await connectTo(server, { clock }));
  clock.advance(0);
  const stream = hub.events({ limit: 2, overflow: "pause" });
  for (let n = 0; n < 10; n++) {
    server.raise("TICK", { n });
    await new Promise(setImmediate);
  }
  expect(hub.kept).toBeLessThan(6);
  const seen: unknown[] = [];
  for await (const { machine, data } of stream) if (seen.push([machine, data]) === 20) break;
  for (const machine of [1, 2]) {
    expect(seen.filter((one) => (one as unknown[])[0] === machine)).toEqual(
      Array.from({ length: 10 }, (_, n) => [machine, { n }]),
    );
  }
  await server.close();
});
