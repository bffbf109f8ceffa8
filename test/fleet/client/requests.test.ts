import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, DisconnectedError } from "qapi-ts";
import { expect, test } from "vitest";
import { describeWithNats } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet } from "../support/start-fleet.js";

describeWithNats("requests", () => {
  test("the machine's value and errors arrive as they are", async () => {
    const { machine } = createStandIn("vm", {
      echo: (args: object) => args,
    });
    const { fleet } = await startFleet([machine]);
    const session = fleet.machine("a/h/vm");
    const args = {
      max: 18446744073709551615n,
      min: -9223372036854775808n,
      text: 'ü"\u2028\0',
      list: [null, {}],
    };
    expect(await session.call("echo", args)).toEqual(args);
    const error: unknown = await session.call("no-such").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ errorClass: "CommandNotFound", command: "no-such" });
  });

  test("an id is executed once, and a repetition has the first outcome", async () => {
    const { machine, executed } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    const ask = (): Promise<unknown> => fleet.request("h/vm", "count", { n: 1 }, { id: "one" });
    const replies = await Promise.all([ask(), ask(), ask()]);
    expect(replies).toEqual(Array(3).fill({ state: "done", text: '{"return":{"n":1}}', id: "one" }));
    expect(await ask()).toEqual(replies[0]);
    expect(await fleet.outcome("h/vm", "one")).toEqual(replies[0]);
    expect(executed).toEqual([1]);
  });

  test("an id that was asked for before it arrived is never executed", async () => {
    const { machine, executed } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    expect(await fleet.outcome("h/vm", "late")).toMatchObject({ state: "not-sent" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "late" })).toMatchObject({
      state: "not-sent",
    });
    expect(executed).toEqual([]);
  });

  test("commands keep their order, and out-of-band commands do not wait", async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const { machine, executed } = createStandIn(
      "vm",
      {
        slow: () => finished,
        urgent: () => {
          finish();
        },
      },
      { oobCommands: ["urgent"] },
    );
    const { fleet } = await startFleet([machine]);
    const session = fleet.machine("h/vm");
    const calls = Array.from({ length: 200 }, (_, n) =>
      n % 3 === 0 ? session.call("query-status") : session.call("count", { n }),
    );
    await Promise.all(calls);
    expect(executed).toEqual([...executed].sort((one, other) => one - other));
    const slow = session.call("slow");
    await session.call("urgent", undefined, { oob: true });
    await slow;
  });

  test("a call that takes longer than the silence of a lost owner is waited for", async () => {
    const { machine } = createStandIn("vm", { slow: () => sleep(3_000, { slept: true }) });
    const { fleet } = await startFleet([machine], { workingInterval: 200 });
    expect(await fleet.machine("h/vm").call("slow")).toEqual({ slept: true });
  });

  test("a reply of 16 MiB arrives whole, also for a repetition", async () => {
    const text = "0123456789abcdef".repeat(2 ** 20);
    const { machine } = createStandIn("vm", { "query-large": () => ({ text }) });
    const { fleet } = await startFleet([machine]);
    const value = (await fleet.machine("h/vm").call("query-large")) as { text: string };
    expect(value.text === text).toBe(true);
    const first = await fleet.request("h/vm", "query-large", undefined, { id: "large" });
    const second = await fleet.request("h/vm", "query-large", undefined, { id: "large" });
    expect(second.text === first.text && first.text.length > 2 ** 24).toBe(true);
  });

  test("arguments that NATS does not take are not sent", async () => {
    const { machine, executed } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    const call = fleet.machine("h/vm").call("count", { n: 1, text: "x".repeat(2 ** 20) });
    await expect(call).rejects.toThrow(DisconnectedError);
    await expect(call).rejects.toThrow(/\d+ bytes, and the server of NATS takes \d+/);
    expect(executed).toEqual([]);
  });

  test("a request without an id, or with invalid arguments, is not sent", async () => {
    const { machine, executed } = createStandIn("vm");
    const { nats } = await startFleet([machine]);
    const { connect, headers } = await import("@nats-io/transport-node");
    const connection = await connect({ servers: nats.url });
    const withId = headers();
    withId.set("Qmp-Id", "x");
    for (const [body, options] of [
      ['{"n":1}', {}],
      ["[1]", { headers: withId }],
      ["{", { headers: withId }],
    ] as const) {
      const reply = await connection.request("qmp.a.h.vm.cmd.count", body, { timeout: 5_000, ...options });
      expect(reply.json()).toMatchObject({ error: { outcome: "not-sent" } });
    }
    await connection.close();
    expect(executed).toEqual([]);
  });
});
