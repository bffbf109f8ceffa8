import { connectFleet, serveFleet, type Fleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { createStandIn, type StandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const limits = { silence: 800, askInterval: 100, giveUp: 5_000 };

/** Two accounts with JetStream, and a third one that may send the commands `query-…` of the first one's machines. */
const accounts = `accounts {
  one {
    jetstream: enabled
    users: [{ user: one, password: one }]
    exports: [
      { service: "qmp.*.*.*.cmd.query-status", response: stream }
      { service: "qmp.*.*.*.outcome.*", response: stream }
    ]
  }
  two { jetstream: enabled, users: [{ user: two, password: two }] }
  reader {
    users: [{ user: reader, password: reader }]
    imports: [
      { service: { account: one, subject: "qmp.*.*.*.cmd.query-status" } }
      { service: { account: one, subject: "qmp.*.*.*.outcome.*" } }
    ]
  }
}`;

interface Scene {
  readonly one: StandIn;
  readonly two: StandIn;
  readonly as: (user: string) => Promise<Fleet>;
}

/** Serves a machine of the same address in each of two accounts. */
async function startScene(): Promise<Scene> {
  const nats = use(await new NatsServer(accounts).start());
  const loginOf = (user: string) => ({ servers: nats.url, user, password: user, site: "a" });
  const serve = async (user: string): Promise<StandIn> => {
    const standIn = createStandIn("vm");
    const find = () => [standIn.machine, createStandIn(`only-${user}`).machine];
    use(await serveFleet({ ...loginOf(user), host: "h", find }));
    return standIn;
  };
  const as = async (user: string): Promise<Fleet> => use(await connectFleet({ ...loginOf(user), limits }));
  return { one: await serve("one"), two: await serve("two"), as };
}

describeWithNats("accounts of NATS", () => {
  test("have own machines, requests, ids of requests and events, although the addresses are the same", async () => {
    const { one, two, as } = await startScene();
    for (const [user, own, other] of [
      ["one", one, two],
      ["two", two, one],
    ] as const) {
      const fleet = await as(user);
      using machines = await fleet.machines();
      await until(() => machines.current.length === 2);
      expect(machines.current.map(({ machine }) => machine).sort()).toEqual([`only-${user}`, "vm"]);
      const events = await fleet.events();
      other.server.raise("OTHER");
      own.server.raise("OWN");
      expect((await events.next()).value).toMatchObject({ event: "OWN" });
      const count = other.executed.length;
      expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "same" })).toMatchObject({ state: "done" });
      expect(own.executed).toEqual([1]);
      expect(other.executed).toHaveLength(count);
    }
    const fleet = await as("one");
    expect(await fleet.request("h/only-two", "query-status")).toMatchObject({ state: "not-sent" });
  });

  test("let another account send the commands that it imports, and no others", async () => {
    const { one, as } = await startScene();
    const fleet = await as("reader");
    expect(await fleet.request("h/vm", "query-status", undefined, { id: "r1" })).toMatchObject({
      state: "done",
      text: '{"return":{"running":true,"status":"running"}}',
    });
    expect(await fleet.outcome("h/vm", "r1")).toMatchObject({ state: "done" });
    expect(await fleet.request("h/vm", "count", { n: 1 })).toMatchObject({ state: "not-sent" });
    expect(one.executed).toEqual([]);
  });
});
