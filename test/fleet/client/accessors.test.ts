import { connectAccessor, type SignalAccessor } from "qapi-ts";
import { expect, test } from "vitest";
import { describeWithNats } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet } from "../support/start-fleet.js";

interface Action {
  readonly action: string;
}

const accessor: SignalAccessor<{ device: string }, Action> = { name: "device-event", event: "DEVICE_EVENT" };

describeWithNats("signal accessors of a server", () => {
  test("deliver the events of their object to each session, until it disconnects", async () => {
    const { machine, server } = createStandIn("vm");
    const signal = server.signal(accessor, ({ device }) => device);
    const { fleet } = await startFleet([machine]);
    const [one, other] = [fleet.machine("h/vm"), fleet.machine("h/vm")];
    const [ofOne, ofOther]: [string[], string[]] = [[], []];
    const first = await connectAccessor(one, accessor, { device: "d0" }, ({ data }) =>
      ofOne.push(data.action),
    );
    await connectAccessor(other, accessor, { device: "d1" }, ({ data }) => ofOther.push(data.action));
    signal.raise("d0", { action: "zero" });
    signal.raise("d1", { action: "one" });
    signal.raise("d2", { action: "two" });
    await expect.poll(() => [ofOne, ofOther]).toEqual([["zero"], ["one"]]);
    await first.disconnect();
    signal.raise("d0", { action: "late" });
    signal.raise("d1", { action: "last" });
    await expect.poll(() => ofOther).toEqual(["one", "last"]);
    expect(ofOne).toEqual(["zero"]);
    expect(signal.connections).toBe(1);
  });
});
