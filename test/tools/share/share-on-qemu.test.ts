import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { connect, type Session } from "qapi-ts";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { shareMachine, ownEvents, type AuditEntry, type SharedMachine } from "qapi-ts-tools/share";
import { describeWithEach } from "../../qemu/support/binaries.js";
import {
  bareMachine,
  connectTo,
  start as startProgram,
  startMachine,
  type Machine,
} from "../../qemu/support/machine.js";
import { RunningQmp } from "../support/run-qmp.js";
import { RawClient, share, until } from "./support.js";

describeWithEach("emulator", "a shared monitor of real QEMU", (binary, version) => {
  /** Starts a machine, and waits until its monitor is free. */
  const start = async (...more: readonly string[]): Promise<Machine> => {
    const machine = await startMachine(binary, ...more);
    await (await connectTo(machine)).close();
    return machine;
  };

  test("30 clients receive the machine's greeting, schema, replies and events", async () => {
    await using machine = await start("-name", "shared");
    const direct = await connectTo(machine);
    const [commands, schema] = [await direct.call("query-commands"), await direct.call("query-qmp-schema")];
    const { greeting } = direct;
    await direct.close();
    await using fixture = await share(machine);
    const web = await fixture.shared.listen({ kind: "web-socket", host: "127.0.0.1", port: 0 });
    const sessions: Session[] = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 2 === 0
          ? connect({ path: fixture.path })
          : connect({ webSocket: new WebSocket(web.address, "binary") }),
      ),
    );
    const heard = sessions.map(() => [] as string[]);
    for (const [index, session] of sessions.entries()) {
      expect(session.greeting).toEqual(greeting);
      expect(session.capabilities).toEqual(["oob"]);
      session.subscribe({ names: undefined, deliver: ({ event }) => heard[index]?.push(event) });
    }
    // Each client reads back a property that it has set, so that it recognises its own reply.
    await Promise.all(
      sessions.map(async (session, index) => {
        const id = `m${index}`;
        await session.call("object-add", { "qom-type": "memory-backend-ram", id, size: 4096 * (index + 1) });
        for (let round = 0; round < 20; round++) {
          const size = await session.call("qom-get", { path: `/objects/${id}`, property: "size" });
          expect(size).toBe(4096 * (index + 1));
        }
      }),
    );
    expect(await sessions[0]?.call("query-commands")).toEqual(commands);
    expect(await sessions[1]?.call("query-qmp-schema")).toEqual(schema);
    for (let round = 0; round < 5; round++) {
      await sessions[0]?.call("stop");
      await sessions[1]?.call("cont");
    }
    await until(() => heard.every((events) => events.length >= 10));
    for (const events of heard)
      expect(events).toEqual(Array.from({ length: 5 }, () => ["STOP", "RESUME"]).flat());
    await expect(sessions[2]?.call("no-such")).rejects.toMatchObject({ errorClass: "CommandNotFound" });
    await Promise.all(sessions.map((session) => session.close()));
    expect(fixture.shared.clients).toEqual([]);
  });

  test("a client executes out of band while the in-band commands of all clients wait", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const clients = await Promise.all([1, 2, 3].map(() => new RawClient(fixture.path).negotiate()));
    const [first, second, third] = clients;
    for (let round = 0; round < 20; round++) {
      for (const client of [first, second])
        client?.write({ execute: "query-qmp-schema", id: `in-band ${round}` });
    }
    third?.write({ "exec-oob": "migrate-recover", arguments: { uri: "tcp:127.0.0.1:1" }, id: "oob" });
    await third?.until(1);
    const answered = (first?.messages.length ?? 0) + (second?.messages.length ?? 0);
    expect(JSON.parse(third?.messages[0] ?? "")).toMatchObject({
      id: "oob",
      error: { class: "GenericError" },
    });
    expect(answered).toBeLessThan(40);
    expect((await first?.until(20))?.map((line) => /"id":"in-band (\d+)"/.exec(line)?.[1])).toEqual(
      Array.from({ length: 20 }, (_, round) => String(round)),
    );
    await second?.until(20);
  });

  test("the policy, and integers of 64 bits", async () => {
    await using machine = await start();
    await using fixture = await share(machine, { policy: { effect: "change", paths: [machine.folder] } });
    await using session = await connect({ path: fixture.path });
    await expect(session.call("quit")).rejects.toThrow(
      /refused by the rule "allow change": "quit" has the effect "destroy"/,
    );
    const size = 2n ** 62n + 512n;
    await session.call("blockdev-add", { driver: "null-co", "node-name": "n", size });
    const nodes = (await session.call("query-named-block-nodes")) as { image: { "virtual-size": unknown } }[];
    expect(nodes[0]?.image["virtual-size"]).toBe(size);
    const file = { driver: "file", filename: "/etc/hostname", "read-only": true };
    await expect(session.call("blockdev-add", { driver: "raw", "node-name": "r", file })).rejects.toThrow(
      /"\*\*.filename" names "\/etc\/hostname", which is outside/,
    );
    const created = { driver: "file", filename: join(machine.folder, "image"), size: 65_536 };
    await expect(session.call("blockdev-create", { "job-id": "j", options: created })).rejects.toThrow(
      /has the effect "destroy"/,
    );
    expect(statSync(created.filename, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("a machine that restarts is connected again", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    await using session = await connect({ path: fixture.path });
    const events: string[] = [];
    session.subscribe({ names: undefined, deliver: ({ event }) => events.push(event) });
    machine.signal("SIGSTOP");
    const pending = session.call("query-status").catch((error: unknown) => error);
    await until(() => fixture.shared.clients[0]?.calls === 1);
    machine.signal("SIGKILL");
    await machine.exited();
    expect(await pending).toMatchObject({ errorClass: "GenericError" });
    await until(() => events.includes(ownEvents.disconnected));
    const args = [...bareMachine, "-qmp", `unix:${machine.path},server=on,wait=off`];
    const child = spawn(binary, args, { stdio: "ignore" });
    try {
      await until(() => events.includes(ownEvents.connected));
      expect(await session.call("query-status")).toMatchObject({ status: "running" });
      await session.call("stop");
      await until(() => events.includes("STOP"));
      expect(events.filter((event) => event !== "RESUME")).toEqual([
        ownEvents.disconnected,
        ownEvents.connected,
        "STOP",
      ]);
    } finally {
      child.kill("SIGKILL");
    }
    const outcomes = fixture.entries.flatMap((entry) => (entry.kind === "command" ? [entry.outcome] : []));
    expect(outcomes).toEqual(["unknown", "done", "done"]);
  });

  test("slow and vanished clients do not disturb the others", async () => {
    await using machine = await start();
    await using fixture = await share(machine, { queueLimit: 50_000 });
    const slow = await new RawClient(fixture.path).negotiate();
    slow.socket.pause();
    // More than the sockets hold: the schema has 200 kB.
    for (let round = 0; round < 20; round++) slow.write({ execute: "query-qmp-schema", id: round });
    await using other = await connect({ path: fixture.path });
    for (let round = 0; round < 10; round++) {
      const gone = await new RawClient(fixture.path).negotiate();
      gone.write({ execute: "query-qmp-schema", id: "gone" });
      gone.socket.destroy();
      expect(await other.call("query-name")).toEqual({});
    }
    for (let round = 0; round < 100 && fixture.shared.clients.length > 1; round++) {
      await other.call(round % 2 === 0 ? "stop" : "cont");
    }
    await until(() => fixture.shared.clients.length === 1);
    expect(await other.call("query-name")).toEqual({});
    const reasons = fixture.entries.flatMap((entry) => (entry.kind === "disconnected" ? [entry.reason] : []));
    expect(reasons.filter((reason) => reason.includes("does not read"))).toHaveLength(1);
    slow.socket.destroy();
  });

  test("the command serves the machine by the name of qmp ps", async () => {
    const name = `share-${process.pid}-${version}`;
    await using machine = await start("-name", name);
    const path = join(machine.folder, "shared.sock");
    await using running = new RunningQmp(["share", name, "--listen", `unix:${path}`, "--allow", "destroy"]);
    await running.until(({ stderr }) => stderr.includes(`sharing ${name} at unix:${path}`));
    await using session = await connect({ path });
    expect(await session.call("query-name")).toEqual({ name });
    await session.call("quit");
    await running.until(({ stderr }) => stderr.includes(`${name} is lost: `));
    await machine.exited();
  });
});

describeWithEach("storage daemon", "a shared monitor of the storage daemon", (binary) => {
  test("serves several clients", async () => {
    await using daemon = await startProgram(binary, (folder) => [
      "--chardev",
      `socket,id=m,path=${join(folder, "monitor.sock")},server=on,wait=off`,
      "--monitor",
      "chardev=m",
    ]);
    await (await connectTo(daemon)).close();
    const entries: AuditEntry[] = [];
    await using shared: SharedMachine = await shareMachine({
      target: daemon.path,
      policy: { effect: "change" },
      audit: (entry) => entries.push(entry),
    });
    const path = join(daemon.folder, "shared.sock");
    await shared.listen({ kind: "unix", path });
    await using one = await connect({ path });
    await using other = await connect({ path });
    await one.call("blockdev-add", { driver: "null-co", "node-name": "n" });
    expect(await other.call("query-named-block-nodes")).toMatchObject([{ "node-name": "n" }]);
    await expect(one.call("quit")).rejects.toThrow(/refused by the rule "allow change"/);
    expect(entries.filter(({ kind }) => kind === "command")).toHaveLength(3);
  });
});
