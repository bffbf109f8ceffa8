import { connect, DisconnectedError, type Session } from "qapi-ts";
import { connectFleet, type MachineAccess, type OwnedMachine } from "qapi-ts-fleet";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeWithNats } from "../support/nats-server.js";
import { Proxy } from "../support/proxy.js";
import { createStandIn } from "../support/stand-in.js";
import { startFleet, type StartedFleet } from "../support/start-fleet.js";
import { until } from "../support/until.js";
import { use } from "../support/use.js";

/** A machine that ends at the call of `end`, or when it has executed `quit`. */
function createMortal(): {
  readonly machine: OwnedMachine;
  readonly end: () => void;
  readonly start: () => void;
} {
  const listeners: ((connected: boolean) => void)[] = [];
  let connected = true;
  const change = (value: boolean): void => {
    connected = value;
    for (const each of listeners) each(value);
  };
  const access: MachineAccess = {
    greeting: { version: { major: 10, minor: 0, micro: 3, package: "" }, capabilities: [] },
    get connected() {
      return connected;
    },
    call: ({ command }) => {
      if (command === "quit") change(false);
      return Promise.resolve({ state: "done", text: JSON.stringify({ return: { command } }) });
    },
    onEvent: () => undefined,
    onState: (listener) => void listeners.push(listener),
    close: () => Promise.resolve(),
  };
  return {
    machine: { name: "vm", connect: () => Promise.resolve(access) },
    end: () => {
      change(false);
    },
    start: () => {
      change(true);
    },
  };
}

const open = async ({ fleet }: StartedFleet): Promise<Session> =>
  use(await connect({ transport: fleet.transport("h/vm") }));

const ended = "the machine has ended, or closed its monitor";

describeWithNats("a session over NATS", () => {
  test("ends with an error when the machine ends", async () => {
    const { machine, end } = createMortal();
    const session = await open(await startFleet([machine]));
    end();
    const { error } = await session.closed;
    expect(error).toBeInstanceOf(DisconnectedError);
    expect(error?.message).toContain(ended);
    await expect(session.call("query-status")).rejects.toThrow(DisconnectedError);
  });

  test("ends with an error when the machine is not on the host any more", async () => {
    const { machine } = createStandIn("vm");
    let machines = [machine];
    const session = await open(await startFleet(() => machines));
    machines = [];
    expect((await session.closed).error?.message).toContain(ended);
  });

  test("receives the reply to the command that ends the machine", async () => {
    const session = await open(await startFleet([createMortal().machine]));
    expect(await session.call("quit")).toEqual({ command: "quit" });
    expect((await session.closed).error?.message).toContain(ended);
  });

  test("receives a reply that arrives in one chunk with the report of the end", async () => {
    const { nats } = await startFleet([createMortal().machine]);
    const proxy = use(await new Proxy(() => nats.port).start());
    const fleet = use(await connectFleet({ servers: proxy.url, site: "a" }));
    const session = use(await connect({ transport: fleet.transport("h/vm") }));
    const quitting = session.call("quit");
    proxy.cutReplies();
    await sleep(500);
    proxy.resumeReplies();
    expect(await quitting).toEqual({ command: "quit" });
    expect((await session.closed).error?.message).toContain(ended);
  });

  test("is not opened while the machine is not connected, and is opened again after that", async () => {
    const { machine, end, start } = createMortal();
    const started = await startFleet([machine]);
    const onDemand = started.fleet.machine("h/vm");
    onDemand.subscribe({ names: undefined, deliver: () => undefined });
    expect(await onDemand.call("query-status")).toEqual({ command: "query-status" });
    end();
    await until(() => onDemand.state !== "connected");
    await expect(open(started)).rejects.toMatchObject({
      message: expect.stringContaining("machine a/h/vm has ended") as unknown,
    });
    start();
    await until(() => onDemand.state === "connected");
    expect(await onDemand.call("query-status")).toEqual({ command: "query-status" });
  });

  test("stays open when its owner ends in order", async () => {
    const { machine } = createStandIn("vm");
    const started = await startFleet([machine]);
    const session = await open(started);
    await started.owner.close();
    await expect(session.call("query-status")).rejects.toThrow("no owner serves the machine");
    expect(session.state).toBe("connected");
  });
});
