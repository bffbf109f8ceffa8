import { setTimeout as sleep } from "node:timers/promises";
import { connectFleet, serveFleet, type FleetEvent, type FleetEvents, type FleetGap } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { checkOutcomes, countCalls } from "./support/count-calls.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { Proxy } from "./support/proxy.js";
import { createStandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const limits = { silence: 800, askInterval: 100, giveUp: 20_000 };
/** Finds a dead connection within a second. */
const nats = { pingInterval: 300, maxPingOut: 2, reconnectTimeWait: 50, reconnectJitter: 10 };
const settings = { site: "a", limits, nats };
const owner = { site: "a", host: "h", lease: 6_000, workingInterval: 200, nats };

/** Waits for executions after a fault, however long the fleet takes to recover. */
async function executes60More(executed: readonly number[]): Promise<void> {
  const before = executed.length;
  await until(() => executed.length > before + 60);
}

describeWithNats("a server of NATS that is killed and started again", () => {
  test("no request is executed twice, and each has the right outcome", async () => {
    const server = use(await new NatsServer().start());
    const { machine, executed } = createStandIn("vm");
    use(await serveFleet({ ...owner, servers: server.url, find: () => [machine] }));
    const fleet = use(await connectFleet({ ...settings, servers: server.url }));
    const restarts = async (): Promise<void> => {
      for (let time = 0; time < 2; time++) {
        await sleep(500);
        await server.kill();
        await sleep(500);
        await server.start();
      }
      await executes60More(executed);
    };
    const replies = await countCalls(fleet, "h/vm", restarts());
    const states = checkOutcomes(replies, executed);
    expect(states["done"]).toBeGreaterThan(50);
    expect(states["not-sent"]).toBeGreaterThan(10);
  });

  test("a durable consumer receives each event once and in order", async () => {
    const server = use(await new NatsServer().start());
    const { machine, server: standIn } = createStandIn("vm");
    use(await serveFleet({ ...owner, servers: server.url, find: () => [machine] }));
    const fleet = use(await connectFleet({ ...settings, servers: server.url }));
    const gaps: FleetGap[] = [];
    const events = await fleet.events({ durable: "all", since: "all", onGap: (gap) => gaps.push(gap) });
    const received = take(events, 400);
    for (let n = 1; n <= 400; n++) {
      standIn.raise("COUNTED", { n });
      if (n === 100 || n === 250) await server.kill();
      if (n === 150 || n === 300) await server.start();
      await sleep(10);
    }
    expect(numbersOf(await received)).toEqual(numbersTo(400));
    expect(gaps).toEqual([
      { site: "a", host: "h", machine: "vm", reason: "the owner has connected to the machine" },
    ]);
  });
});

describeWithNats("a network that is cut for seconds", () => {
  test.each(["the client", "the owner"])(
    "between %s and NATS: each request has the right outcome",
    async (side) => {
      const server = use(await new NatsServer().start());
      const proxy = use(await new Proxy(() => server.port).start());
      const { machine, executed } = createStandIn("vm");
      const [clientUrl, ownerUrl] = side === "the client" ? [proxy.url, server.url] : [server.url, proxy.url];
      use(await serveFleet({ ...owner, servers: ownerUrl, find: () => [machine] }));
      const fleet = use(await connectFleet({ ...settings, servers: clientUrl }));
      const cut = async (): Promise<void> => {
        await sleep(300);
        proxy.cut();
        await sleep(2_000);
        proxy.restore();
        await executes60More(executed);
      };
      const states = checkOutcomes(await countCalls(fleet, "h/vm", cut()), executed);
      expect(states["done"]).toBeGreaterThan(50);
    },
  );

  test("loses no event of a durable consumer if it is between the owner and NATS", async () => {
    const server = use(await new NatsServer().start());
    const proxy = use(await new Proxy(() => server.port).start());
    const { machine, server: standIn } = createStandIn("vm");
    use(await serveFleet({ ...owner, servers: proxy.url, find: () => [machine] }));
    const fleet = use(await connectFleet({ ...settings, servers: server.url }));
    const received = take(await fleet.events({ durable: "all", since: "all" }), 300);
    for (let n = 1; n <= 300; n++) {
      standIn.raise("COUNTED", { n });
      if (n === 100) proxy.cut();
      if (n === 200) proxy.restore();
      await sleep(10);
    }
    expect(numbersOf(await received)).toEqual(numbersTo(300));
  });
});

describeWithNats("a slow consumer", () => {
  test("receives everything, and delays no one", async () => {
    const server = use(await new NatsServer().start());
    const { machine, server: standIn } = createStandIn("vm");
    use(await serveFleet({ ...owner, servers: server.url, find: () => [machine] }));
    const fleet = use(await connectFleet({ ...settings, servers: server.url }));
    const slow = await fleet.events({ durable: "slow", since: "all" });
    const fast = take(await fleet.events({ since: "all" }), 1_000);
    const session = fleet.machine("h/vm");
    const first = slow.next();
    for (let n = 1; n <= 1_000; n++) standIn.raise("COUNTED", { n, text: "x".repeat(5_000) });
    expect(numbersOf(await fast)).toEqual(numbersTo(1_000));
    expect(await session.call("count", { n: 1 })).toEqual({ n: 1 });
    await first;
    expect(numbersOf(await take(slow, 999))).toEqual(numbersTo(1_000).slice(1));
  });
});

async function take(events: FleetEvents, count: number): Promise<FleetEvent[]> {
  const taken: FleetEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

function numbersOf(events: readonly FleetEvent[]): unknown[] {
  return events.map(({ data }) => (data as { n: number }).n);
}

function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
