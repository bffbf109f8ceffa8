import { CommandError, DisconnectedError } from "qapi-ts";
import {
  clientPermissions,
  connectFleet,
  ownerPermissions,
  serveFleet,
  type ClientRole,
  type Fleet,
} from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { createStandIn, type StandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const roles: Readonly<Record<string, Omit<ClientRole, "inbox">>> = {
  auditor: { effect: "read" },
  operator: { effect: "change", where: { site: "a" } },
  admin: { effect: "destroy" },
};

/** A server of NATS whose users have the permissions that `qmp-fleet permissions` prints, with a machine in each of two sites. */
async function start(): Promise<{ a: StandIn; b: StandIn; as: (user: string) => Promise<Fleet> }> {
  const inboxOf = (user: string): string => `_INBOX_${user}`;
  const users = [
    ...["a", "b"].map((site) => ({
      user: `owner-${site}`,
      permissions: ownerPermissions({ site, host: "h", inbox: inboxOf(`owner-${site}`) }),
    })),
    ...Object.entries(roles).map(([user, role]) => ({
      user,
      permissions: clientPermissions({ ...role, inbox: inboxOf(user) }),
    })),
  ].map((each) => ({ ...each, password: `${each.user}-password` }));
  const nats = use(await new NatsServer(`authorization ${JSON.stringify({ users }, undefined, 2)}`).start());
  const loginOf = (user: string) => ({
    servers: nats.url,
    user,
    password: `${user}-password`,
    inbox: inboxOf(user),
  });
  const machines = await Promise.all(
    ["a", "b"].map(async (site) => {
      const standIn = createStandIn("vm", { stop: () => ({}), quit: () => ({}) });
      const owner = { ...loginOf(`owner-${site}`), site, host: "h", find: () => [standIn.machine] };
      expect(use(await serveFleet({ ...owner, onProblem: console.error })).serving).toEqual(["vm"]);
      return standIn;
    }),
  );
  const limits = { silence: 1_000, askInterval: 100, giveUp: 3_000 };
  const [a, b] = machines;
  if (a === undefined || b === undefined) throw new Error("unreachable");
  return { a, b, as: async (user) => use(await connectFleet({ ...loginOf(user), limits })) };
}

describeWithNats("the permissions of NATS", () => {
  test("let an auditor read all machines, and nothing else", async () => {
    const { a, b, as } = await start();
    const fleet = await as("auditor");
    for (const site of ["a", "b"]) {
      const session = fleet.machine({ site, host: "h", machine: "vm" });
      expect(await session.call("query-status")).toEqual({ running: true, status: "running" });
      await expect(session.call("stop")).rejects.toThrow(CommandError);
      await expect(session.call("stop")).rejects.toThrow(/permissions of NATS do not allow/);
      await expect(session.call("count", { n: 1 })).rejects.toThrow(/permissions of NATS do not allow/);
    }
    using list = await fleet.machines();
    await until(() => list.current.length === 2);
    const events = await fleet.events({ since: "all" });
    a.server.raise("A");
    b.server.raise("B");
    const names = [await events.next(), await events.next()].map(({ value }) => value?.event);
    expect(names.sort()).toEqual(["A", "B"]);
    expect([...a.executed, ...b.executed]).toEqual([]);
  });

  test("let an operator change the machines of one site", async () => {
    const { a, b, as } = await start();
    const fleet = await as("operator");
    const session = fleet.machine("a/h/vm");
    expect(await session.call("stop")).toEqual({});
    await expect(session.call("quit")).rejects.toThrow(/permissions of NATS do not allow/);
    await expect(fleet.machine("b/h/vm").call("query-status")).rejects.toThrow(
      /permissions of NATS do not allow/,
    );
    const events = await fleet.events({ where: { site: "a" } });
    const event = session.once("A");
    await session.call("query-status");
    b.server.raise("B");
    a.server.raise("A");
    expect((await events.next()).value?.event).toBe("A");
    expect((await event).event).toBe("A");
    await expect(fleet.events()).rejects.toThrow(/permission/i);
    await expect(fleet.events({ where: { site: "b" }, durable: "b" })).rejects.toThrow(/permission/i);
  });

  test("let an administrator execute all commands", async () => {
    const { a, as } = await start();
    const session = (await as("admin")).machine("a/h/vm");
    expect(await session.call("quit")).toEqual({});
    expect(await session.call("count", { n: 1 })).toEqual({ n: 1 });
    expect(a.executed).toEqual([1]);
    await expect(session.call("no-such")).rejects.not.toThrow(DisconnectedError);
  });

  test("refuse a user without the right password", async () => {
    const { as } = await start();
    await expect(as("nobody")).rejects.toThrow(/authorization/i);
  });
});
