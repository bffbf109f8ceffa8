import { join } from "node:path";
import { expect, test } from "vitest";
import { connectAgent } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, connectTo, start, startMachine } from "./support/machine.js";
import { freePort } from "./support/ports.js";

/** Arguments that are nested this many levels deep. */
function nested(levels: number): object {
  let value: unknown = 1;
  for (let level = 1; level < levels; level++) value = [value];
  return { x: value };
}

/** Arguments with a list of this many numbers. */
function list(length: number): object {
  return { x: Array.from({ length }, () => 1) };
}

describeWithEach("emulator", "a session with real QEMU over", (qemu) => {
  test("its standard input and output", async () => {
    const args = [...bareMachine, "-qmp", "stdio"];
    await using machine = await start(qemu, () => args, ["pipe", "pipe", "inherit"]);
    await using session = await connectTo(machine, { child: machine.child });
    expect(await session.call("query-status")).toMatchObject({ running: true });
    await session.call("quit");
    await session.closed;
    await machine.exited();
  });

  test("TCP", async () => {
    const port = await freePort();
    await using machine = await startMachine(qemu, "-qmp", `tcp:127.0.0.1:${port},server=on,wait=off`);
    await using session = await connectTo(machine, { host: "127.0.0.1", port });
    expect(await session.call("query-name")).toEqual({});
  });

  test("telnet, whose negotiation precedes the greeting", async () => {
    const port = await freePort();
    await using machine = await startMachine(qemu, "-qmp", `telnet:127.0.0.1:${port},server=on,wait=off`);
    await using session = await connectTo(machine, { host: "127.0.0.1", port });
    expect(await session.call("query-name")).toEqual({});
  });

  test("a human monitor is refused at once, with its first line", async () => {
    const port = await freePort();
    await using machine = await startMachine(qemu, "-monitor", `tcp:127.0.0.1:${port},server=on,wait=off`);
    const error = await rejection(connectTo(machine, { host: "127.0.0.1", port, timeout: 60_000 }));
    expect(error).toMatchObject({ code: "connect-not-qmp" });
    expect(error).toHaveProperty("message", expect.stringMatching(/"QEMU \d+\.\d+\.\d+ monitor/));
  });

  test("connectAgent names a monitor, and another program may connect afterwards", async () => {
    await using machine = await startMachine(qemu);
    const error = await rejection(connectAgent({ path: machine.path, waitForServer: true, timeout: 60_000 }));
    expect(error).toMatchObject({ code: "connect-not-agent" });
    await using session = await connectTo(machine);
    expect(await session.call("query-name")).toEqual({});
  });

  test("maxInFlight: 1 answers calls that overlap, out-of-band ones too", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine, { path: machine.path, maxInFlight: 1 });
    const calls = Array.from({ length: 50 }, () => session.call("query-name"));
    const oob = session.call("migrate-pause", undefined, { oob: true }).catch(() => undefined);
    await Promise.all([...calls, oob]);
  });

  test.each([
    ["1,023 levels of arguments", nested(1_023), nested(1_024)],
    ["2 Mi tokens with the request", list(1_048_567), list(1_048_568)],
  ])(
    "the last request that its parser reads is sent, and the next is refused: %s",
    async (_name, last, next) => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      // QEMU has read the arguments, and refuses the unknown one.
      expect(await rejection(session.call("query-name", last))).toMatchObject({ errorClass: "GenericError" });
      expect(await rejection(session.call("query-name", next))).toMatchObject({ code: "arguments-invalid" });
      expect(await session.call("query-name")).toEqual({});
    },
  );

  test("a monitor with pretty=on receives the same as over one with pretty=off", async () => {
    await using machine = await start(qemu, (folder) => [
      ...bareMachine,
      ...["plain", "pretty"].flatMap((id) => {
        const path = join(folder, `${id}.sock`);
        const pretty = id === "pretty" ? "on" : "off";
        return [
          "-chardev",
          `socket,id=${id},path=${path},server=on,wait=off`,
          "-mon",
          `chardev=${id},mode=control,pretty=${pretty}`,
        ];
      }),
    ]);
    const replies = [];
    for (const id of ["plain", "pretty"]) {
      await using session = await connectTo(machine, { path: join(machine.folder, `${id}.sock`) });
      const stopped = session.once("STOP");
      await session.call("stop");
      expect((await stopped).event).toBe("STOP");
      await session.call("cont");
      replies.push(await session.call("query-qmp-schema"));
    }
    expect(JSON.stringify(replies[0]).length).toBeGreaterThan(100_000);
    expect(replies[1]).toEqual(replies[0]);
  });
});

describeWithEach("storage daemon", "the storage daemon", (storageDaemon) => {
  test("works over the same protocol", async () => {
    await using machine = await start(storageDaemon, (folder) => [
      "--chardev",
      `socket,id=monitor,path=${join(folder, "monitor.sock")},server=on,wait=off`,
      "--monitor",
      "chardev=monitor",
    ]);
    await using session = await connectTo(machine);
    await session.call("blockdev-add", { driver: "null-co", "node-name": "n0", size: 2n ** 40n });
    expect(await session.call("query-named-block-nodes")).toMatchObject([{ "node-name": "n0" }]);
    const error = session.call("blockdev-del", { "node-name": "n1" });
    await expect(error).rejects.toMatchObject({ errorClass: "GenericError" });
    await session.call("quit");
    await machine.exited();
  });
});
