import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";
import { freePort } from "./support/ports.js";

describeWithEach("emulator", "file descriptors passed to real QEMU", (qemu) => {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-fds-"));
  const image = join(folder, "image.raw");

  beforeAll(() => {
    writeFileSync(image, Buffer.alloc(1024 * 1024));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("getfd takes one, under the name that it is given", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const fd = openSync(image, "r");
    await session.execute("getfd", { fdname: "mine" }, { fds: [fd] });
    closeSync(fd);
    await session.execute("closefd", { fdname: "mine" });
    expect(await rejection(session.execute("closefd", { fdname: "mine" }))).toMatchObject({
      name: "CommandError",
    });
    expect(await rejection(session.execute("getfd", { fdname: "none" }))).toMatchObject({
      name: "CommandError",
    });
  });

  test("add-fd makes a set of which a block device is opened, and remove-fd ends it", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const fd = openSync(image, "r+");
    const added = await session.execute("add-fd", { opaque: "rdwr" }, { fds: [fd] });
    closeSync(fd);
    const { "fdset-id": set, fd: theirs } = added as { "fdset-id": number; fd: number };
    const file = { driver: "file", filename: `/dev/fdset/${set}` };
    await session.execute("blockdev-add", { driver: "raw", "node-name": "disk", file });
    expect(await session.execute("query-named-block-nodes")).toHaveLength(2);
    await session.execute("blockdev-del", { "node-name": "disk" });
    await session.execute("remove-fd", { "fdset-id": set, fd: theirs });
    expect(await session.execute("query-fdsets")).toEqual([]);
  });

  test.each(["oob", "none"])(
    "each goes with its own command among many (capability: %s)",
    async (capability) => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine, { path: machine.path, capabilities: [capability] });
      const fd = openSync(image, "r");
      const opaque = "x".repeat(5000);
      const calls = Array.from({ length: 60 }, (_, index) =>
        index % 3 === 0
          ? session.execute("add-fd", { opaque: `${index}${opaque}` }, { fds: [fd] })
          : rejection(session.execute("device_del", { id: opaque })),
      );
      await Promise.all(calls);
      closeSync(fd);
      expect(await session.execute("query-fdsets")).toHaveLength(20);
    },
  );

  test("what is no descriptor, or no unix socket, is told, and nothing was sent", async () => {
    const port = await freePort();
    await using machine = await startMachine(qemu, "-qmp", `tcp:127.0.0.1:${port},server=on,wait=off`);
    await using session = await connectTo(machine);
    const error = { name: "DescriptorError", command: "getfd", serverMayHaveActed: false };
    expect(await rejection(session.execute("getfd", { fdname: "a" }, { fds: [987_654] }))).toMatchObject({
      ...error,
      message: expect.stringContaining("EBADF") as string,
    });
    expect(await session.execute("query-name")).toEqual({});
    await using remote = await connect({ host: "127.0.0.1", port });
    expect(await rejection(remote.execute("getfd", { fdname: "a" }, { fds: [0] }))).toMatchObject(error);
  });
});
