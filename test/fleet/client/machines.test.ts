import { serveFleet, type MachineChange } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet } from "../support/start-fleet.js";
import { until } from "../support/until.js";

describeWithNats("the list of machines", () => {
  test("follows machines that come, change and go", async () => {
    let status = "running";
    const one = createStandIn("one", { "query-status": () => ({ status }) });
    const two = createStandIn("two");
    let machines = [one.machine];
    const { fleet } = await startFleet(() => machines);
    using list = await fleet.machines();
    using stopped = await fleet.machines({ where: ({ status: current }) => current === "paused" });
    const changes: string[] = [];
    const record = ({ kind, machine }: MachineChange): void =>
      void changes.push(`${kind} ${machine.machine}`);
    list.onChange(record);
    const stoppedChanges: string[] = [];
    stopped.onChange(({ kind, machine }) => stoppedChanges.push(`${kind} ${machine.machine}`));
    await until(() => list.current.length === 1);
    expect([...list]).toMatchObject([
      { site: "a", host: "h", machine: "one", version: "10.0.3", status: "running", connected: true },
    ]);
    machines = [one.machine, two.machine];
    await until(() => list.current.length === 2);
    status = "paused";
    one.server.raise("STOP");
    await until(() => stopped.current.length === 1);
    machines = [two.machine];
    await until(() => list.current.length === 1);
    expect(changes.filter((each) => each !== "added one")).toEqual([
      "added two",
      "changed one",
      "removed one",
    ]);
    expect(stoppedChanges).toEqual(["added one", "removed one"]);
  });

  test("has no machine of an owner that ended", async () => {
    const { machine } = createStandIn("vm");
    const { fleet, owner } = await startFleet([machine], { lease: 2_000 });
    using list = await fleet.machines({ where: { host: "h" } });
    await until(() => list.current.length === 1);
    await owner.close();
    await until(() => list.current.length === 0);
  });

  test("returns after the server of NATS was restarted", async () => {
    const { machine } = createStandIn("vm");
    const { fleet, nats } = await startFleet([machine]);
    using list = await fleet.machines();
    await until(() => list.current.length === 1);
    await nats.kill();
    await nats.start();
    const second = createStandIn("second").machine;
    await using other = await serveFleet({ servers: nats.url, site: "b", host: "h", find: () => [second] });
    await until(() => list.current.some(({ site }) => site === "b"));
    expect(other.serving).toEqual(["second"]);
  });

  test("has each machine that an owner serves, also for a client that follows the list already", async () => {
    const { fleet, nats } = await startFleet([]);
    using list = await fleet.machines();
    expect(list.current).toEqual([]);
    for (let n = 0; n < 20; n++) {
      const { machine } = createStandIn(`vm${n}`);
      await using owner = await serveFleet({
        servers: nats.url,
        site: "a",
        host: `h${n}`,
        find: () => [machine],
      });
      expect(owner.serving).toEqual([`vm${n}`]);
      // At once, before the list has it.
      await fleet.machine(`h${n}/vm${n}`).call("query-status");
    }
  });

  test("does not have a machine that does not answer, and its owner does not serve it", async () => {
    const { machine } = createStandIn("stuck", { "query-status": () => new Promise(() => undefined) });
    const { fleet, owner } = await startFleet([machine]);
    using list = await fleet.machines();
    expect(list.current).toEqual([]);
    expect([owner.serving, owner.waiting]).toEqual([[], ["stuck"]]);
  });
});

describeWithNats("each", () => {
  test("calls many machines, and returns what became of each call in their order", async () => {
    const machines = Array.from({ length: 30 }, (_, index) =>
      createStandIn(`vm${index}`, index % 3 === 1 ? { count: () => Promise.reject(new Error("no")) } : {}),
    );
    const { fleet } = await startFleet(machines.map(({ machine }) => machine));
    using list = await fleet.machines();
    await until(() => list.current.length === 30);
    const missing = { site: "a", host: "h", machine: "missing" };
    const named = [...list].sort(
      (one, other) => Number(one.machine.slice(2)) - Number(other.machine.slice(2)),
    );
    let running = 0;
    let most = 0;
    const progress: number[] = [];
    const results = await fleet.each(
      [...named, missing],
      async (session) => {
        most = Math.max(most, ++running);
        return await session.call("count", { n: 1 }).finally(() => running--);
      },
      { concurrency: 5, onProgress: ({ settled }) => progress.push(settled) },
    );
    const expected = named.map((_, index) => (index % 3 === 1 ? "refused" : "done"));
    expect(results.map(({ outcome }) => outcome)).toEqual([...expected, "not-sent"]);
    expect(results.map(({ machine }) => machine.machine)).toEqual([
      ...named.map(({ machine }) => machine),
      "missing",
    ]);
    expect(most).toBe(5);
    expect(progress).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });
});
