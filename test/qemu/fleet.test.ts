import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { QapiError } from "qapi-ts";
import {
  connectFleet,
  findMachines,
  serveFleet,
  shareAccess,
  type Fleet,
  type MachineAccess,
  type OwnedMachine,
} from "qapi-ts-fleet";
import { createPolicy } from "qapi-ts-tools/share";
import {
  blockdevAdd,
  blockdevBackupAndWait,
  connectBlockJobCompleted,
  cont,
  qmp,
  queryNamedBlockNodes,
  queryQmpSchema,
  queryStatus,
  stop,
  type QmpSession,
} from "qapi-ts/qmp";
import { expect, test } from "vitest";
import { FleetCommand } from "../fleet/support/fleet-command.js";
import { describeWithNats, NatsServer } from "../fleet/support/nats-server.js";
import { until } from "../fleet/support/until.js";
import { use } from "../fleet/support/use.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, start, type Machine } from "./support/machine.js";

const limits = { silence: 1_000, askInterval: 100, giveUp: 20_000 };

async function startIn(folder: string, binary: string, name: string): Promise<Machine> {
  const monitor = `unix:${join(folder, `${name}.qmp`)},server=on,wait=off`;
  return use(await start(binary, () => [...bareMachine, "-name", name, "-qmp", monitor]));
}

interface Started {
  readonly nats: NatsServer;
  readonly fleet: Fleet;
  readonly serve: () => FleetCommand;
}

/** Starts a server of NATS and a client. `serve` starts `qmp-fleet serve` for the sockets in a folder. */
async function startFleet(folder: string): Promise<Started> {
  const nats = use(await new NatsServer().start());
  const args = ["--nats", nats.url, "--site", "a", "--host", "h", "--lease", "2", "--allow", "destroy"];
  const serve = (): FleetCommand =>
    use(new FleetCommand(["serve", ...args, "--socket", join(folder, "*.qmp")]));
  return { nats, serve, fleet: use(await connectFleet({ servers: nats.url, site: "a", limits })) };
}

/** The session of a machine, for the generated functions. */
function sessionOf(fleet: Fleet, machine: string): QmpSession {
  // The versions differ from the bindings; the commands exist in all.
  return fleet.machine(`h/${machine}`, { protocol: qmp, onProblem: () => undefined });
}

describeWithNats("a fleet of real machines", () => {
  describeWithEach("emulator", "served by qmp-fleet", (binary) => {
    test("generated functions, completions and events work as on the host itself", async () => {
      const folder = temporaryFolder();
      await Promise.all([startIn(folder, binary, "one"), startIn(folder, binary, "two")]);
      const { fleet, serve } = await startFleet(folder);
      await serve().prints("serving one, two of a/h");
      using machines = await fleet.machines();
      await until(() => machines.current.length === 2);
      expect(machines.current.map(({ status }) => status)).toEqual(["running", "running"]);
      await using session = sessionOf(fleet, "one");
      const stopped = session.once("STOP");
      await stop(session);
      expect(await stopped).toMatchObject({ event: "STOP" });
      expect(await queryStatus(session)).toMatchObject({ status: "paused" });
      await until(() => machines.current.some(({ status }) => status === "paused"));
      await cont(session);
      for (const nodeName of ["disk", "copy"]) {
        await blockdevAdd(session, { driver: "null-co", "node-name": nodeName, size: 2 ** 20 });
      }
      const completed: string[] = [];
      const listener = ({ data }: { readonly data: { readonly device: string } }): void =>
        void completed.push(data.device);
      await connectBlockJobCompleted(session, { device: "b" }, listener);
      const backup = { device: "disk", target: "copy", sync: "full" } as const;
      await blockdevBackupAndWait(session, { ...backup, "job-id": "a" });
      await blockdevBackupAndWait(session, { ...backup, "job-id": "b" });
      expect(completed).toEqual(["b"]);
      expect(await queryNamedBlockNodes(session)).toHaveLength(2);
      expect((await queryQmpSchema(session)).length).toBeGreaterThan(500);
      expect(await session.supports({ command: "query-status" })).toBe(true);
      const statuses = await fleet.each(machines, (each) => each.call("query-status"));
      expect(statuses.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
    });

    test("the machines that `qmp ps` finds are served without their sockets", async () => {
      const folder = temporaryFolder();
      const name = `found-${basename(folder)}`;
      await startIn(folder, binary, name);
      const { nats, fleet } = await startFleet(folder);
      const connect = (target: string, as: string): Promise<MachineAccess> =>
        shareAccess({
          target,
          name: as,
          policy: createPolicy({ effect: "read" }),
          onProblem: () => undefined,
        });
      // Other machines of this host belong to other tests.
      const find = async (): Promise<OwnedMachine[]> =>
        (await findMachines(undefined, connect)).filter((each) => each.name === name);
      use(await serveFleet({ servers: nats.url, site: "a", host: "h", find, findInterval: 200 }));
      await until(async () => (await fleet.request(`h/${name}`, "query-status")).state === "done");
    });

    test("machines that start, end and start again are found", async () => {
      const folder = temporaryFolder();
      const first = await startIn(folder, binary, "one");
      const { fleet, serve } = await startFleet(folder);
      await serve().prints("serving one of a/h");
      using machines = await fleet.machines();
      await until(() => machines.current.length === 1);
      await startIn(folder, binary, "two");
      await until(() => machines.current.length === 2);
      first.signal("SIGKILL");
      await until(() => machines.current.map(({ machine }) => machine).join() === "two");
      await startIn(folder, binary, "one");
      await until(() => machines.current.filter(({ connected }) => connected).length === 2);
      expect(await queryStatus(sessionOf(fleet, "one"))).toMatchObject({ status: "running" });
    });

    test("an owner that is killed in the middle of calls: each command was executed at most once", async () => {
      const folder = temporaryFolder();
      await startIn(folder, binary, "vm");
      const { fleet, serve } = await startFleet(folder);
      const first = serve();
      await first.prints("serving vm of a/h");
      const session = sessionOf(fleet, "vm");
      const outcomes = new Map<string, string>();
      const add = async (name: string): Promise<void> => {
        try {
          await blockdevAdd(session, { driver: "null-co", "node-name": name });
          outcomes.set(name, "done");
        } catch (error) {
          // A second execution would be a CommandError: the node exists already.
          outcomes.set(name, error instanceof QapiError ? error.code : String(error));
        }
      };
      await queryStatus(session);
      const calls: Promise<void>[] = [];
      const addSome = async (count: number): Promise<void> => {
        for (let n = 0; n < count; n++) {
          calls.push(add(`node${calls.length}`));
          await sleep(5);
        }
      };
      await addSome(100);
      first.signal("SIGKILL");
      await addSome(50);
      await serve().prints("serving vm of a/h");
      await addSome(50);
      await Promise.all(calls);
      const nodes = await queryNamedBlockNodes(session);
      const executed = new Set(nodes.map((node) => node["node-name"]));
      const namesOf = (outcome: string): string[] =>
        [...outcomes].filter(([, each]) => each === outcome).map(([name]) => name);
      const done = namesOf("done");
      const notSent = namesOf("disconnected");
      expect(done.length + notSent.length + namesOf("outcome-unknown").length).toBe(200);
      expect(done.filter((name) => !executed.has(name))).toEqual([]);
      expect(notSent.filter((name) => executed.has(name))).toEqual([]);
      expect(done).toEqual(expect.arrayContaining(["node0", "node199"]));
    });
  });
});
