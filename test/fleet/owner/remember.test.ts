import { connectFleet, serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { until } from "../support/until.js";
import { use } from "../support/use.js";

describeWithNats("the ids of requests", () => {
  test("are remembered for the time that was set, over a restart of the owner", async () => {
    const nats = use(await new NatsServer().start());
    const { machine, executed } = createStandIn("vm");
    const common = { servers: nats.url, site: "a" };
    const options = { ...common, host: "h", remember: 3_000, find: () => [machine] };
    const fleet = use(await connectFleet({ ...common, limits: { silence: 1_000, askInterval: 100 } }));
    const ask = async (): Promise<string> =>
      (await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).state;
    const first = use(await serveFleet(options));
    const before = performance.now();
    expect(await ask()).toBe("done");
    await first.close();
    const second = use(await serveFleet(options));
    expect(await ask()).toBe("done");
    expect(executed).toEqual([1]);
    await second.close();
    const third = use(await serveFleet(options));
    await until(async () => (await ask()) === "done" && executed.length === 2);
    expect(performance.now() - before).toBeGreaterThan(2_900);
    expect(third.serving).toEqual(["vm"]);
  });
});
