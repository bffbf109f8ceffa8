import { setTimeout as sleep } from "node:timers/promises";
import type { FleetEvent, FleetEvents } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet } from "../support/start-fleet.js";

async function take(events: FleetEvents, count: number): Promise<FleetEvent[]> {
  const taken: FleetEvent[] = [];
  while (taken.length < count) {
    const { value } = await events.next();
    if (value === undefined) break;
    taken.push(value);
  }
  return taken;
}

const numbersOf = (events: readonly FleetEvent[]): unknown[] =>
  events.map(({ data }) => (data as { n: number }).n);

describeWithNats("events of a fleet", () => {
  test("a session receives them as from the machine itself", async () => {
    const { machine, server } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    const session = fleet.machine("h/vm");
    const event = session.once("STOP");
    const stream = session.events("RESUME", "STOP");
    await session.call("query-status");
    server.raise("STOP", { n: 18446744073709551615n });
    server.raise("OTHER");
    server.raise("RESUME");
    expect(await event).toMatchObject({ event: "STOP", data: { n: 18446744073709551615n } });
    expect((await stream.next()).value).toEqual(await event);
    expect((await stream.next()).value).toMatchObject({ event: "RESUME" });
  });

  test("are selected by name, machine and time, live or from the stream", async () => {
    const [one, two] = [createStandIn("one"), createStandIn("two")];
    const { fleet } = await startFleet([one.machine, two.machine]);
    const live = await fleet.events({ names: ["A"], where: { machine: "two" } });
    one.server.raise("A", { n: 1 });
    two.server.raise("A", { n: 2 });
    two.server.raise("B", { n: 3 });
    await sleep(300);
    const since = new Date();
    await sleep(300);
    two.server.raise("A", { n: 4 });
    expect(numbersOf(await take(live, 2))).toEqual([2, 4]);
    expect(numbersOf(await take(await fleet.events({ since: "all" }), 4)).toSorted()).toEqual([1, 2, 3, 4]);
    expect(numbersOf(await take(await fleet.events({ since }), 1))).toEqual([4]);
  });

  test("a durable consumer continues where its last run ended", async () => {
    const { machine, server } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    const options = { durable: "audit", since: "all" } as const;
    for (let n = 1; n <= 10; n++) server.raise("A", { n });
    const first = await fleet.events(options);
    expect(numbersOf(await take(first, 3))).toEqual([1, 2, 3]);
    // The third one is not finished.
    await first.return();
    const controller = new AbortController();
    const second = await fleet.events({ ...options, signal: controller.signal });
    expect(numbersOf(await take(second, 2))).toEqual([3, 4]);
    controller.abort();
    expect(await second.next()).toEqual({ done: true, value: undefined });
    server.raise("A", { n: 11 });
    expect(numbersOf(await take(await fleet.events(options), 7))).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  test("a gap is reported where the owner has connected anew", async () => {
    const { machine, server } = createStandIn("vm");
    const { fleet, nats, owner } = await startFleet([machine], { lease: 2_000 });
    const session = fleet.machine("h/vm");
    const gaps: unknown[] = [];
    const received: unknown[] = [];
    await session.connectSignal("A", ({ data }) => received.push(data), { onGap: (gap) => gaps.push(gap) });
    server.raise("A", { n: 1 });
    await owner.close();
    server.raise("A", { n: 2 });
    const { serveFleet } = await import("qapi-ts-fleet");
    await using next = await serveFleet({ servers: nats.url, site: "a", host: "h", find: () => [machine] });
    expect(next.serving).toEqual(["vm"]);
    server.raise("A", { n: 3 });
    const fleetGaps: unknown[] = [];
    const events = await fleet.events({ since: "all", onGap: ({ reason }) => fleetGaps.push(reason) });
    expect(numbersOf(await take(events, 2))).toEqual([1, 3]);
    expect(fleetGaps).toEqual(Array(2).fill("the owner has connected to the machine"));
    expect(received).toEqual([{ n: 1 }, { n: 3 }]);
    expect(gaps).toMatchObject([{ restored: true }]);
  });

  test("secrets in arguments are not in the stream, the ledger or the buckets", async () => {
    const secret = "correct horse battery staple";
    const { machine, server } = createStandIn("vm", {
      "set-password": (args: object) => {
        server.raise("PASSWORD_SET", args);
        return args;
      },
    });
    const { fleet, nats } = await startFleet([machine]);
    const events = await fleet.events({ since: "all" });
    const reply = await fleet.machine("h/vm").call("set-password", { password: secret });
    expect(reply).toEqual({ password: secret });
    expect((await take(events, 1))[0]?.data).toEqual({ password: "***" });
    const { execFileSync } = await import("node:child_process");
    await nats.kill();
    expect(() => execFileSync("grep", ["-r", "battery", nats.folder])).toThrow(/Command failed/);
    expect(execFileSync("grep", ["-rl", "PASSWORD_SET", nats.folder]).length).toBeGreaterThan(0);
  });
});
