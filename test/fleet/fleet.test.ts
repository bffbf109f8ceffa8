import { setTimeout as sleep } from "node:timers/promises";
import { connectFleet, serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { createStandIn } from "./support/stand-in.js";

describeWithNats("a fleet", () => {
  test("calls a machine", async () => {
    await using nats = await new NatsServer().start();
    const standIn = createStandIn("vm 1");
    await using owner = await serveFleet({ servers: nats.url, site: "a", host: "h1", find: () => [standIn.machine], onProblem: console.error });
    expect(owner.serving).toEqual(["vm 1"]);
    await using fleet = await connectFleet({ servers: nats.url, site: "a", onProblem: console.error });
    const machines = await fleet.machines();
    await sleep(100);
    console.log(machines.current);
    const session = fleet.machine("h1/vm 1");
    const events = session.events();
    expect(await session.call("count", { n: 3 })).toEqual({ n: 3 });
    standIn.server.raise("STOP");
    console.log(await events.next());
    expect(standIn.executed).toEqual([3]);
    await expect(session.call("nope")).rejects.toMatchObject({ errorClass: "CommandNotFound" });
    for await (const event of await fleet.events({ since: "all", durable: "d" })) {
      console.log(event);
      break;
    }
    console.log(await fleet.request("h1/vm 1", "count", { n: 4 }, { id: "x" }));
    console.log(await fleet.request("h1/vm 1", "count", { n: 4 }, { id: "x" }));
    console.log(await fleet.outcome("h1/vm 1", "x"), await fleet.outcome("h1/vm 1", "y"));
    console.log(await fleet.request("h1/vm 1", "count", { n: 4 }, { id: "y" }));
    expect(standIn.executed).toEqual([3, 4]);
  });
});
