import {
  clientPermissions,
  connectFleet,
  ownerPermissions,
  serveFleet,
  type NatsPermissions,
} from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { createStandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const [site, domain] = ["s1", "s1"];
const inboxOf = (user: string): string => `_INBOX_${user}`;
const login = (user: string) => ({ user, password: "x", inbox: inboxOf(user), site, domain });

function authorization(permissions: Readonly<Record<string, NatsPermissions>>): string {
  const users = Object.entries(permissions).map(([user, each]) => ({
    user,
    password: "x",
    permissions: each,
  }));
  return `authorization ${JSON.stringify({ users }, undefined, 2)}`;
}

describeWithNats("the permissions of a site with own servers", () => {
  test("let users of its server and of the hub list, call and follow its machines, and an owner serve them", async () => {
    const role = { effect: "change", where: { site } } as const;
    const ofHub = authorization({
      remote: clientPermissions({ ...role, inbox: inboxOf("remote"), domain }),
    });
    const leafs = 'leafnodes { listen: "127.0.0.1:-1", authorization { user: leaf, password: x } }';
    const hub = use(await new NatsServer(`${ofHub}\n${leafs}`, "domain: hub").start());
    const ofSite = authorization({
      owner: ownerPermissions({ site, host: "h", inbox: inboxOf("owner") }),
      local: clientPermissions({ ...role, inbox: inboxOf("local") }),
    });
    const remote = `leafnodes { remotes: [{ url: "nats-leaf://leaf:x@127.0.0.1:${hub.leafPort}" }] }`;
    const server = use(await new NatsServer(`${ofSite}\n${remote}`, `domain: ${domain}`).start());
    const { machine, server: standIn, executed } = createStandIn("vm", { stop: () => ({}) });
    const problems: Error[] = [];
    const onProblem = (problem: Error): void => void problems.push(problem);
    const owner = { ...login("owner"), servers: server.url, host: "h", find: () => [machine], onProblem };
    expect(use(await serveFleet(owner)).serving).toEqual(["vm"]);
    for (const [user, { url }] of [
      ["local", server],
      ["remote", hub],
    ] as const) {
      const fleet = use(await connectFleet({ ...login(user), servers: url, onProblem }));
      await until(async () => (await fleet.request("h/vm", "stop")).state === "done");
      using machines = await fleet.machines();
      await until(() => machines.current.length === 1);
      const session = fleet.machine("h/vm");
      await expect(session.call("count", { n: 1 })).rejects.toThrow(/permissions of NATS do not allow/);
      for (const more of [{}, { durable: user }]) {
        const events = await fleet.events({ where: { site }, ...more });
        const event = session.once("A");
        await session.call("query-status");
        standIn.raise("A");
        expect((await events.next()).value?.event).toBe("A");
        expect((await event).event).toBe("A");
      }
    }
    expect(executed).toEqual([]);
    expect(problems).toEqual([]);
  });
});
