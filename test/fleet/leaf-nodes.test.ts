import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { join } from "node:path";
import { connectFleet, serveFleet, type Fleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { qmp } from "../tools/support/run-qmp.js";
import { FleetCommand } from "./support/fleet-command.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { Proxy } from "./support/proxy.js";
import { createStandIn, type StandIn } from "./support/stand-in.js";
import { until } from "./support/until.js";
import { use } from "./support/use.js";

const limits = { silence: 800, askInterval: 100, giveUp: 5_000 };

/** A site with an own server, a leaf node of the hub, and an owner of one machine. */
interface Site {
  readonly standIn: StandIn;
  readonly server: NatsServer;
  /** A client of the stores of the site. @param server - what it is connected to. */
  readonly client: (server: NatsServer) => Promise<Fleet>;
}

interface Scene {
  readonly hub: NatsServer;
  readonly proxy: Proxy;
  readonly sites: readonly [Site, Site];
}

async function startScene(): Promise<Scene> {
  const hub = use(await new NatsServer('leafnodes { listen: "127.0.0.1:-1" }', "domain: hub").start());
  const proxy = use(await new Proxy(() => hub.leafPort).start());
  const startSite = async (site: string): Promise<Site> => {
    const remote = `leafnodes { reconnect: 1, remotes: [{ url: "${proxy.url}" }] }`;
    const server = use(await new NatsServer(remote, `domain: ${site}`).start());
    const standIn = createStandIn("vm");
    const place = { site, domain: site };
    const client = async ({ url }: NatsServer): Promise<Fleet> =>
      use(await connectFleet({ ...place, servers: url, limits }));
    const owner = { ...place, servers: server.url, host: "h", lease: 3_000 };
    use(await serveFleet({ ...owner, find: () => [standIn.machine] }));
    return { standIn, server, client };
  };
  return { hub, proxy, sites: [await startSite("s1"), await startSite("s2")] };
}

async function isAnswered(fleet: Fleet, machine: string): Promise<boolean> {
  return (await fleet.request(machine, "query-status")).state === "done";
}

describeWithNats("sites with own servers, as leaf nodes of a hub", () => {
  test("a client of the hub lists, calls and follows the machines of a site, and calls those of all", async () => {
    const { hub, sites } = await startScene();
    const [one, two] = sites;
    const fleet = await one.client(hub);
    await until(() => isAnswered(fleet, "s1/h/vm"));
    await until(() => isAnswered(fleet, "s2/h/vm"));
    using machines = await fleet.machines();
    await until(() => machines.current.length > 0);
    expect(machines.current).toMatchObject([{ site: "s1", host: "h", machine: "vm" }]);
    const session = fleet.machine("h/vm");
    const event = session.once("A");
    expect(await session.call("count", { n: 1 })).toEqual({ n: 1 });
    expect(await fleet.request("s2/h/vm", "count", { n: 2 })).toMatchObject({ state: "done" });
    expect([one.standIn.executed, two.standIn.executed]).toEqual([[1], [2]]);
    const durable = await fleet.events({ since: "all", durable: "hub" });
    for (const n of [1, 2]) {
      two.standIn.server.raise("B", { n });
      one.standIn.server.raise("A", { n });
    }
    for (const n of [1, 2]) expect((await durable.next()).value).toMatchObject({ site: "s1", data: { n } });
    expect(await event).toMatchObject({ data: { n: 1 } });
    const ofTwo = await (await two.client(hub)).events({ since: "all" });
    for (const n of [1, 2]) expect((await ofTwo.next()).value).toMatchObject({ event: "B", data: { n } });
  });

  test("qmp-fleet and qmp take the domain", async () => {
    const { hub, sites } = await startScene();
    const { server } = sites[0];
    const path = join(temporaryFolder(), "vm2.qmp");
    await use(createStandIn("vm2").server).listen({ path });
    const place = ["--nats", server.url, "--domain", "s1", "--site", "s1", "--host", "h2"];
    await use(new FleetCommand(["serve", ...place, "--socket", path])).prints("serving vm2 of s1/h2");
    const env = { NATS_URL: hub.url, NATS_JS_DOMAIN: "s1" };
    const list = await qmp(["ps", "--fleet"], { env });
    expect(list.match(/nats:\S+/g)).toEqual(["nats:s1/h/vm", "nats:s1/h2/vm2"]);
  });

  test("a stream of the hub collects the events of all sites", async () => {
    const { hub, sites } = await startScene();
    const connection = await connect({ servers: hub.url });
    use({ [Symbol.asyncDispose]: () => connection.close() });
    const { streams } = await jetstreamManager(connection);
    const sources = ["s1", "s2"].map((site) => ({
      name: "qmp-events",
      external: { api: `$JS.${site}.API`, deliver: "" },
    }));
    await streams.add({ name: "all-events", sources });
    for (const { standIn } of sites) for (let n = 1; n <= 5; n++) standIn.server.raise("A", { n });
    // Each owner has reported its connection to the machine, too.
    await until(async () => (await streams.info("all-events")).state.messages === 12);
    const { subjects } = (await streams.info("all-events", { subjects_filter: "qmp.*.*.*.event.A" })).state;
    expect(subjects).toEqual({ "qmp.s1.h.vm.event.A": 5, "qmp.s2.h.vm.event.A": 5 });
  });

  test("a site that the hub cannot reach works alone, and returns", async () => {
    const { hub, proxy, sites } = await startScene();
    const [{ client, server, standIn }] = sites;
    const [remote, local] = [await client(hub), await client(server)];
    await until(() => isAnswered(remote, "h/vm"));
    using machines = await remote.machines();
    await until(() => machines.current.length === 1);
    const live = await remote.events({ since: "all" });
    const durable = await remote.events({ since: "all", durable: "hub" });
    standIn.server.raise("A", { n: 1 });
    expect((await live.next()).value).toMatchObject({ data: { n: 1 } });
    expect((await durable.next()).value).toMatchObject({ data: { n: 1 } });
    proxy.cut();
    const waiting = durable.next();
    const lost = await remote.request("h/vm", "count", { n: 1 });
    expect(["unknown", "not-sent"]).toContain(lost.state);
    standIn.server.raise("A", { n: 2 });
    expect(await local.machine("h/vm").call("count", { n: 2 })).toEqual({ n: 2 });
    await until(() => machines.current.length === 0);
    proxy.restore();
    await until(() => machines.current.length === 1);
    await until(() => isAnswered(remote, "h/vm"));
    expect((await waiting).value).toMatchObject({ data: { n: 2 } });
    expect((await live.next()).value).toMatchObject({ data: { n: 2 } });
    expect(await remote.machine("h/vm").call("count", { n: 3 })).toEqual({ n: 3 });
    expect(standIn.executed).toEqual([2, 3]);
  });

  test("the domain of a site has no owner of another one", async () => {
    const { sites } = await startScene();
    const place = { servers: sites[0].server.url, domain: "s1", site: "s3", host: "h" };
    await expect(serveFleet({ ...place, find: () => [] })).rejects.toThrow(
      "the domain s1 has the events of qmp.s1.*.*.event.*, not of qmp.s3.*.*.event.*",
    );
  });
});
