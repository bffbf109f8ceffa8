import { join } from "node:path";
import { connectFleet, type Fleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "../fleet/support/nats-server.js";
import { OwnerProcess, type Fault } from "../fleet/support/owner-process.js";
import { Proxy } from "../fleet/support/proxy.js";
import { use } from "../fleet/support/use.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, start } from "./support/machine.js";

const limits = { silence: 800, askInterval: 100, giveUp: 20_000 };
const nats = { pingInterval: 300, maxPingOut: 2, reconnectTimeWait: 50, reconnectJitter: 10 };

interface Scene {
  readonly server: NatsServer;
  /** Between the owners and NATS. */
  readonly proxy: Proxy;
  readonly fleet: Fleet;
  readonly first: OwnerProcess;
  /** Starts another owner. */
  readonly serve: () => OwnerProcess;
}

/** A real machine whose owner has a fault at the first `blockdev-add`. */
async function startScene(binary: string, fault?: Omit<Fault, "command">): Promise<Scene> {
  const server = use(await new NatsServer().start());
  const proxy = use(await new Proxy(() => server.port).start());
  const path = join(temporaryFolder(), "vm.sock");
  use(await start(binary, () => [...bareMachine, "-qmp", `unix:${path},server=on,wait=off`]));
  const options = { servers: proxy.url, site: "a", host: "h", lease: 1_500, workingInterval: 200, nats };
  const serve = (own?: Fault): OwnerProcess => use(new OwnerProcess(options, { vm: path }, own));
  const first = serve(fault === undefined ? undefined : { ...fault, command: "blockdev-add" });
  await first.serves("vm");
  const fleet = use(await connectFleet({ servers: server.url, site: "a", limits, nats }));
  return { server, proxy, fleet, first, serve: () => serve() };
}

/** QEMU refuses a second node of the same name, so that each call that succeeds was executed once. */
async function add(fleet: Fleet, name: string): Promise<string> {
  const args = { driver: "null-co", "node-name": name };
  const { state, text } = await fleet.request("h/vm", "blockdev-add", args, { id: name });
  expect(text).not.toContain("Duplicate");
  return state === "done" && text.includes("error") ? text : state;
}

async function nodesOf(fleet: Fleet): Promise<string[]> {
  const nodes = (await fleet.machine("h/vm").call("query-named-block-nodes")) as { "node-name": string }[];
  return nodes.map((node) => node["node-name"]).sort();
}

describeWithNats("the owner of a real machine is killed", () => {
  describeWithEach("emulator", "by real QEMU's count", (binary) => {
    test.each([
      ["received", "not-sent", 0],
      ["accepted", "unknown", 0],
      ["executed", "unknown", 1],
      ["replied", "done", 1],
    ] as const)(
      "ends a request that is %s: it is %s, and executed %d times",
      async (step, state, executed) => {
        const { fleet, first, serve } = await startScene(binary, { step, signal: "SIGKILL" });
        const request = add(fleet, "n1");
        await first.ended();
        const second = serve();
        await second.serves("vm");
        expect(await request).toBe(state);
        expect(await nodesOf(fleet)).toEqual(["n1"].slice(0, executed));
        // The id has the same outcome for ever, and is not executed again.
        expect(await add(fleet, "n1")).toBe(state);
        expect((await fleet.outcome("h/vm", "n1")).state).toBe(state);
        expect(await nodesOf(fleet)).toEqual(["n1"].slice(0, executed));
      },
    );
  });
});

describeWithNats("a real machine", () => {
  describeWithEach("emulator", "by real QEMU's count", (binary) => {
    test.each(["NATS is killed and starts again", "the network between its owner and NATS is cut"])(
      "%s: no call is executed twice, and each has the right outcome",
      async (what) => {
        const { fleet, server, proxy } = await startScene(binary);
        const isKill = what.startsWith("NATS");
        const outcomes = new Map<string, Promise<string>>();
        const addSome = async (count: number): Promise<void> => {
          for (let n = 0; n < count; n++) {
            const name = `n${outcomes.size}`;
            outcomes.set(name, add(fleet, name));
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        };
        await addSome(50);
        if (isKill) await server.kill();
        else proxy.cut();
        await addSome(100);
        if (isKill) await server.start();
        else proxy.restore();
        const states = new Map<string, string>();
        for (const [name, outcome] of outcomes) states.set(name, await outcome);
        expect(new Set(states.values())).not.toContain("refused");
        const nodes = new Set(await nodesOf(fleet));
        const wrong = [...states].filter(([name, state]) =>
          state === "done" ? !nodes.has(name) : state === "not-sent" ? nodes.has(name) : state !== "unknown",
        );
        expect(wrong).toEqual([]);
        expect(states.get("n0")).toBe("done");
        expect([...nodes].filter((name) => !states.has(name))).toEqual([]);
      },
    );
  });
});
