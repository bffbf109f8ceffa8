import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, DisconnectedError } from "qapi-ts";
import { connectFleet, serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet } from "../support/start-fleet.js";
import { until } from "../support/until.js";
import { use } from "../support/use.js";

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

  test("an address or arguments that cannot be sent reject, and nothing is thrown", async () => {
    const { machine, executed } = createStandIn("vm");
    const { fleet } = await startFleet([machine]);
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const rejected = [
      fleet.request("vm", "count"),
      fleet.outcome("", "one"),
      fleet.request("h/vm", "count", circular),
    ];
    const errors = await Promise.all(rejected.map((each) => each.catch((error: unknown) => error)));
    expect(errors.map((error) => (error as Error).name)).toEqual([
      "RangeError",
      "RangeError",
      "ArgumentsError",
    ]);
    expect(executed).toEqual([]);
  });

  test("an id that was queried before it arrived is never executed", async () => {
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

  test("arguments up to the limit of NATS are sent, and longer ones are not: the error names the limit", async () => {
    const { machine, executed } = createStandIn("vm");
    const nats = use(await new NatsServer("max_payload: 65536").start());
    const common = { servers: nats.url, site: "a" };
    use(await serveFleet({ ...common, host: "h", find: () => [machine] }));
    const fleet = use(await connectFleet(common));
    // What the subject and the headers need is reserved.
    const limit = 65_536 - 2_048;
    const argsOf = (length: number): { n: number; text: string } => {
      const args = { n: 1, text: "" };
      return { ...args, text: "x".repeat(length - JSON.stringify(args).length) };
    };
    expect(await fleet.machine("h/vm").call("count", argsOf(limit))).toEqual({ n: 1 });
    const message = `the arguments have ${limit + 1} bytes, and the server of NATS takes ${limit}`;
    const call = fleet.machine("h/vm").call("count", argsOf(limit + 1));
    await expect(call).rejects.toThrow(DisconnectedError);
    await expect(call).rejects.toThrow(message);
    const id = "too-long";
    const { state, text } = await fleet.request("h/vm", "count", argsOf(limit + 1), { id });
    expect(state).toBe("not-sent");
    expect(text).toContain(message);
    // Bytes count, not characters.
    const wide = { n: 1, text: "ü".repeat(limit / 2) };
    expect(await fleet.request("h/vm", "count", wide)).toMatchObject({ state: "not-sent" });
    expect(await fleet.request("h/vm", "count", argsOf(limit), { id })).toMatchObject({ state: "done" });
    expect(executed).toEqual([1, 1]);
  });

  test("an event that NATS does not take is a gap, and later events follow", async () => {
    const { machine, server } = createStandIn("vm");
    const nats = use(await new NatsServer("max_payload: 65536").start());
    const common = { servers: nats.url, site: "a" };
    use(await serveFleet({ ...common, host: "h", find: () => [machine] }));
    const fleet = use(await connectFleet(common));
    const seen: unknown[] = [];
    const onGap = ({ reason }: { readonly reason: string }): void => void seen.push(reason);
    const events = await fleet.events({ since: "all", onGap });
    server.raise("A", { n: 1 });
    seen.push((await events.next()).value?.data);
    server.raise("B", { text: "x".repeat(65_536) });
    const next = events.next();
    await until(() => seen.length === 3);
    server.raise("C", { n: 2 });
    seen.push((await next).value?.data);
    const lost = "an event was larger than the server of NATS takes";
    expect(seen).toEqual(["the owner has connected to the machine", { n: 1 }, lost, { n: 2 }]);
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
