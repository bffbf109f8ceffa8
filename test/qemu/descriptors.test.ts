import { closeSync, mkdtempSync, openSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { openDescriptors } from "../runtime/node/support.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine, type Machine } from "./support/machine.js";
import { freePort } from "./support/ports.js";

/** Longer than any wait takes. */

/**
 * Runs a test with a machine, and again if QEMU crashed: the monitor thread of 10.0 crashes in about one of a hundred
 * runs.
 */
async function retryAfterCrash(qemu: string, body: (machine: Machine) => Promise<void>): Promise<void> {
  await using machine = await startMachine(qemu);
  try {
    await body(machine);
  } catch (error) {
    // The connection ends shortly before the process.
    await sleep(500);
    if (machine.child.signalCode !== "SIGSEGV") throw error;
    console.log("QEMU crashed with a segmentation fault; trying again");
    await using other = await startMachine(qemu);
    await body(other);
  }
}

describeWithEach("emulator", "file descriptors sent to real QEMU", (qemu) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "qapi-ts-fds-")));
  const image = join(folder, "image.raw");

  beforeAll(() => {
    writeFileSync(image, Buffer.alloc(1024 * 1024));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("are received by getfd under the given name", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const fd = openSync(image, "r");
    await session.call("getfd", { fdname: "test" }, { fds: [fd] });
    closeSync(fd);
    await session.call("closefd", { fdname: "test" });
    expect(await rejection(session.call("closefd", { fdname: "test" }))).toMatchObject({
      name: "CommandError",
    });
    expect(await rejection(session.call("getfd", { fdname: "none" }))).toMatchObject({
      name: "CommandError",
    });
  });

  test("are added by add-fd, used by a block device and removed by remove-fd", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const fd = openSync(image, "r+");
    const added = await session.call("add-fd", { opaque: "rdwr" }, { fds: [fd] });
    closeSync(fd);
    const { "fdset-id": set, fd: addedFd } = added as { "fdset-id": number; fd: number };
    const file = { driver: "file", filename: `/dev/fdset/${set}` };
    await session.call("blockdev-add", { driver: "raw", "node-name": "disk", file });
    expect(await session.call("query-named-block-nodes")).toHaveLength(2);
    await session.call("blockdev-del", { "node-name": "disk" });
    await session.call("remove-fd", { "fdset-id": set, fd: addedFd });
    expect(await session.call("query-fdsets")).toEqual([]);
  });

  test.each(["oob", "none"])(
    "are received with their own command among many (capability: %s)",
    async (capability) => {
      const fd = openSync(image, "r");
      try {
        await retryAfterCrash(qemu, async (machine) => {
          await using session = await connectTo(machine, { path: machine.path, capabilities: [capability] });
          const opaque = "x".repeat(5000);
          const calls = Array.from({ length: 60 }, (_, index) =>
            index % 3 === 0
              ? session.call("add-fd", { opaque: `${index}${opaque}` }, { fds: [fd] })
              : rejection(session.call("device_del", { id: opaque })),
          );
          await Promise.all(calls);
          expect(await session.call("query-fdsets")).toHaveLength(20);
        });
      } finally {
        closeSync(fd);
      }
    },
  );

  test("are refused if one is not open or the transport is not a unix socket", async () => {
    const port = await freePort();
    await using machine = await startMachine(qemu, "-qmp", `tcp:127.0.0.1:${port},server=on,wait=off`);
    await using session = await connectTo(machine);
    const error = { name: "DescriptorError", command: "getfd", serverMayHaveActed: false };
    expect(await rejection(session.call("getfd", { fdname: "a" }, { fds: [987_654] }))).toMatchObject({
      ...error,
      message: expect.stringContaining("EBADF") as string,
    });
    expect(await session.call("query-name")).toEqual({});
    await using remote = await connect({ host: "127.0.0.1", port });
    expect(await rejection(remote.call("getfd", { fdname: "a" }, { fds: [0] }))).toMatchObject(error);
  });

  test("are received with a command that is larger than the socket's buffer", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const opaque = "x".repeat(400_000);
    const fd = openSync(image, "r");
    machine.signal("SIGSTOP");
    const added = session.call("add-fd", { opaque }, { fds: [fd] });
    const behind = session.call("query-name");
    await sleep(50);
    machine.signal("SIGCONT");
    await Promise.all([added, behind]);
    closeSync(fd);
    expect(await session.call("query-fdsets")).toMatchObject([{ fds: [{ opaque }] }]);
    expect(openDescriptors(image)).toBe(0);
  });

  test("are not sent if the call is cancelled before it is sent", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    machine.signal("SIGSTOP");
    const others = Array.from({ length: 8 }, () => session.call("query-name"));
    const fd = openSync(image, "r");
    const late = rejection(session.call("getfd", { fdname: "late" }, { fds: [fd], timeout: 50 }));
    expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
    closeSync(fd);
    machine.signal("SIGCONT");
    await Promise.all(others);
    expect(await rejection(session.call("closefd", { fdname: "late" }))).toMatchObject({
      name: "CommandError",
    });
    expect(openDescriptors(image)).toBe(0);
  });

  test("stay with their call if it is cancelled while it is sent", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const fd = openSync(image, "r");
    const other = openSync("/dev/null", "r");
    machine.signal("SIGSTOP");
    const late = rejection(session.call("add-fd", { opaque: "late" }, { fds: [fd], timeout: 50 }));
    expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
    const next = session.call("add-fd", { opaque: "next" }, { fds: [other] });
    machine.signal("SIGCONT");
    await next;
    const sets = (await session.call("query-fdsets")) as { fds: { fd: number; opaque: string }[] }[];
    const files = sets.flatMap(({ fds }) =>
      fds.map((each) => [each.opaque, readlinkSync(`/proc/${machine.child.pid}/fd/${each.fd}`)]),
    );
    expect(Object.fromEntries(files)).toEqual({ late: image, next: "/dev/null" });
    closeSync(fd);
    closeSync(other);
  });

  test("are released if the machine is killed while they wait", async () => {
    await using machine = await startMachine(qemu);
    const session = await connectTo(machine);
    machine.signal("SIGSTOP");
    const fd = openSync(image, "r");
    const filling = rejection(session.call("device_del", { id: "x".repeat(400_000) }));
    const waiting = rejection(session.call("getfd", { fdname: "late" }, { fds: [fd, fd] }));
    await expect.poll(() => openDescriptors(image)).toBe(3);
    machine.signal("SIGKILL");
    for (const call of [filling, waiting]) expect(await call).toMatchObject({ code: "outcome-unknown" });
    await expect.poll(() => openDescriptors(image)).toBe(1);
    closeSync(fd);
  });
});
