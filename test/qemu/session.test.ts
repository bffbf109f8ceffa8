import { expect, test } from "vitest";
import { connect } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";

describeWithEach("emulator", "a session with real QEMU", (qemu, version) => {
  test("has the version of query-version in its greeting", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const { major, minor, micro, package: packaging } = session.greeting.version ?? {};
    expect(`${major}.${minor}`).toBe(version);
    expect(await session.call("query-version")).toEqual({
      qemu: { major, minor, micro },
      package: packaging,
    });
    expect(session.capabilities).toEqual(["oob"]);
  });

  test("keeps default connections if the server has no signals", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine, { path: machine.path, defaultConnections: false });
    expect(session.capabilities).toEqual(["oob"]);
    const stopped = session.once("STOP");
    await session.call("stop");
    expect((await stopped).tag).toBeUndefined();
  });

  test("fails with error classes", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    expect(await rejection(session.call("no-such-command"))).toMatchObject({
      name: "CommandError",
      errorClass: "CommandNotFound",
      command: "no-such-command",
      serverMayHaveActed: false,
    });
    expect(await rejection(session.call("stop", { now: true }))).toMatchObject({
      errorClass: "GenericError",
      sent: expect.stringContaining('"now":true') as string,
    });
    const removal = session.call("device_del", { id: "nothing" });
    expect(await rejection(removal)).toMatchObject({ errorClass: "DeviceNotFound" });
  });

  test("delivers STOP and RESUME in order and before the replies", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const order: string[] = [];
    for (const name of ["STOP", "RESUME"]) {
      await session.connectSignal(name, ({ event, timestamp }) => {
        order.push(event);
        expect(timestamp?.microseconds).toBeLessThan(1_000_000);
      });
    }
    const rounds = Array.from({ length: 25 }, () => [session.call("stop"), session.call("cont")]);
    await Promise.all(rounds.flat());
    expect(order).toEqual(rounds.flatMap(() => ["STOP", "RESUME"]));
    const stopped = session.once("STOP");
    await session.call("stop");
    expect((await stopped).data).toBeUndefined();
    expect(await session.call("query-status")).toMatchObject({ running: false });
  });

  test("answers a hundred concurrent calls each with its own reply", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const calls = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? session.call("query-name") : rejection(session.call(`no-command-${index}`)),
    );
    for (const [index, reply] of (await Promise.all(calls)).entries()) {
      expect(reply).toEqual(
        index % 2 === 0 ? {} : expect.objectContaining({ command: `no-command-${index}` }),
      );
    }
  });

  test("executes out of band during other calls, and only if negotiated", async () => {
    await using machine = await startMachine(qemu);
    const session = await connectTo(machine);
    const others = Array.from({ length: 30 }, () => session.call("query-version"));
    const pause = rejection(session.call("migrate-pause", undefined, { oob: true }));
    expect(await pause).toMatchObject({ errorClass: "GenericError", command: "migrate-pause" });
    await Promise.all(others);
    await session.close();
    await using plain = await connect({ path: machine.path, capabilities: [] });
    expect(await rejection(plain.call("migrate-pause", undefined, { oob: true }))).toMatchObject({
      code: "capability-missing",
    });
    expect(await plain.call("query-name")).toEqual({});
  });

  test("keeps 64-bit integers and text beyond ASCII exactly, both ways", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    await session.call("object-add", { "qom-type": "iothread", id: "io0" });
    const property = { path: "/objects/io0", property: "poll-max-ns" };
    for (const value of [2n ** 63n - 1n, 2n ** 53n + 1n, 123]) {
      await session.call("qom-set", { ...property, value });
      expect(await session.call("qom-get", property)).toBe(value);
    }
    const data = "é 😀 \u007f";
    await session.call("object-add", { "qom-type": "secret", id: "s0", data });
    expect(await session.call("qom-get", { path: "/objects/s0", property: "data" })).toBe(data);
  });

  test("reports connect-occupied to a second client", async () => {
    await using machine = await startMachine(qemu);
    const session = await connectTo(machine);
    expect(await rejection(connect({ path: machine.path, timeout: 200 }))).toMatchObject({
      code: "connect-occupied",
    });
    await session.close();
    await using next = await connect({ path: machine.path });
    expect(next.state).toBe("connected");
  });

  test("attributes the error for a request that QEMU cannot parse", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    // JSON of JavaScript may contain half of a surrogate pair; QEMU's may not.
    const error = await rejection(session.call("query-name", { half: "\ud800" }));
    expect(error).toMatchObject({ name: "CommandError", inferred: true, command: "query-name" });
  });
});
