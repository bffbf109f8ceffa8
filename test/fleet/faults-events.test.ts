import { join } from "node:path";
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { EventMessage } from "qapi-ts";
import { connectFleet, serveFleet, type FleetEvents } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { OwnerProcess } from "./support/owner-process.js";
import { Proxy } from "./support/proxy.js";
import { createStandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const nats = { pingInterval: 300, maxPingOut: 2, reconnectTimeWait: 50, reconnectJitter: 10 };
const connected = "gap: the owner has connected to the machine";
const overflow = "gap: the owner could not store the events in time";

/** Reads events and gaps to the end, in the order in which they are reported. */
class Reader {
  readonly seen: (number | string)[] = [];

  readonly add = ({ data }: EventMessage): void => {
    this.seen.push((data as { readonly n: number }).n);
  };

  readonly gap = ({ reason }: { readonly reason: string }): void => {
    this.seen.push(`gap: ${reason}`);
  };

  async read(events: FleetEvents): Promise<void> {
    for await (const event of events) this.add(event);
  }
}

/** Ten thousand events, each confirmed by NATS, on busy processors. In milliseconds. */
const timeout = 120_000;

describeWithNats("events while NATS is away", () => {
  test.each([
    ["10,000 events", 15_000, 10, 10_000],
    ["16 Mi characters", 250, 100_000, 167],
  ])(
    "more than %s: all readers receive those that the owner kept, a gap, and later ones",
    async (_, raised, length, kept) => {
      const server = use(await new NatsServer().start());
      const { machine, server: standIn } = createStandIn("vm");
      const raise = (n: number): void => {
        standIn.raise("COUNTED", { n, text: "x".repeat(length) });
      };
      const settings = { servers: server.url, site: "a", nats };
      use(await serveFleet({ ...settings, host: "h", lease: 3_000, find: () => [machine] }));
      const fleet = use(await connectFleet(settings));
      const [durable, live, ofSession] = [new Reader(), new Reader(), new Reader()];
      void durable.read(await fleet.events({ durable: "all", since: "all", onGap: durable.gap }));
      void live.read(await fleet.events({ since: "all", onGap: live.gap }));
      await fleet.machine("h/vm").connectSignal("COUNTED", ofSession.add, {
        onGap: ({ cause }) => {
          ofSession.gap({ reason: cause?.message ?? "" });
        },
      });
      raise(0);
      await until(() => durable.seen.length === 2 && live.seen.length === 2 && ofSession.seen.length === 1);
      await server.kill();
      for (let n = 1; n <= raised; n++) {
        raise(n);
        if (n % 20 === 0) await immediate();
      }
      await server.start();
      await until(() => live.seen.includes(overflow), timeout);
      raise(raised + 1);
      const expected = [connected, 0, ...Array.from({ length: kept }, (_each, index) => index + 1), overflow];
      for (const reader of [live, durable]) {
        await until(() => reader.seen.at(-1) === raised + 1, timeout);
        expect(reader.seen).toEqual([...expected, raised + 1]);
      }
      const lost = "gap: events may have been missed: the owner could not store the events in time";
      expect(ofSession.seen.slice(-2)).toEqual([lost, raised + 1]);
    },
    2 * timeout,
  );
});

describeWithNats("an owner that is killed with events that are not stored", () => {
  test.each([
    ["did not reach NATS", "cut", 50],
    ["were stored without a confirmation", "cutReplies", 51],
  ] as const)(
    "if they %s: a durable consumer receives a gap, and nothing twice",
    async (_, fault, lastStored) => {
      const server = use(await new NatsServer().start());
      const proxy = use(await new Proxy(() => server.port).start());
      const standIn = createStandIn("vm").server;
      const path = join(temporaryFolder(), "vm.sock");
      use(standIn);
      await standIn.listen({ path });
      const raise = (first: number, last: number): void => {
        for (let n = first; n <= last; n++) standIn.raise("COUNTED", { n });
      };
      // The connection is not found dead before the owner is killed.
      const settings = { site: "a", host: "h", lease: 5_000, nats: { ...nats, pingInterval: 60_000 } };
      const first = use(new OwnerProcess({ ...settings, servers: proxy.url }, { vm: path }));
      await first.serves("vm");
      const second = use(new OwnerProcess({ ...settings, servers: server.url }, { vm: path }));
      await second.waits();
      const fleet = use(await connectFleet({ servers: server.url, site: "a" }));
      const reader = new Reader();
      void reader.read(await fleet.events({ durable: "all", since: "all", onGap: reader.gap }));
      raise(1, 50);
      await until(() => reader.seen.length === 51);
      proxy[fault]();
      raise(51, 100);
      // Longer than an owner waits for the confirmation of an event, until it sends it again.
      await sleep(2_500);
      first.signal("SIGKILL");
      await first.ended();
      await second.serves("vm");
      raise(101, 110);
      await until(() => reader.seen.at(-1) === 110);
      const numbers = (from: number, to: number): number[] =>
        Array.from({ length: to - from + 1 }, (_each, index) => from + index);
      const expected = [connected, ...numbers(1, lastStored), connected, ...numbers(101, 110)];
      expect(reader.seen).toEqual(expected);
      const connection = await connect({ servers: server.url });
      const { state } = await (await jetstreamManager(connection)).streams.info("qmp-events");
      await connection.close();
      expect(state.messages).toBe(expected.length);
    },
  );
});
