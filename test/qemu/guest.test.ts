import { expect, test } from "vitest";
import {
  balloonAndWait,
  blockdevAdd,
  connectBlockIoError,
  connectDeviceDeleted,
  deviceAdd,
  deviceDelAndWait,
  queryBalloon,
  queryBlock,
  queryVersion,
  systemPowerdownAndWait,
  type BlockIoError,
} from "../../generated/qmp/index.js";
import { completeEach, type Progress } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { bootGuest, describeWithGuest } from "./support/guest.js";

/** Far more than a guest needs: what is awaited here comes, or the test fails. */
const patience = { timeout: 50_000 };

describeWithGuest("a real guest", (qemu) => {
  test("lets go of disks, several at once, and each outcome is told", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const outcomes = await completeEach(["d0", "no-such-disk", "d1"], (id) =>
      deviceDelAndWait(session, { id }, patience),
    );
    expect(outcomes).toMatchObject([
      { item: "d0", ok: true },
      { item: "no-such-disk", ok: false, error: { errorClass: "DeviceNotFound" } },
      { item: "d1", ok: true },
    ]);
    expect(await queryBlock(session)).toEqual([]);
  });

  test("tells each connection of its own disk alone", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const gone: string[] = [];
    for (const device of ["d0", "d1"]) {
      await connectDeviceDeleted(session, { device }, ({ data }) =>
        gone.push(`${device}: ${String(data.device)}`),
      );
    }
    const sound = await connectBlockIoError(session, { "node-name": "node-d1" }, () =>
      gone.push("I/O error"),
    );
    await deviceDelAndWait(session, { id: "d0" }, patience);
    expect(gone).toEqual(["d0: d0"]);
    // What is plugged in instead cannot be read, and Linux reads it at once.
    const image = { driver: "null-co" } as const;
    const always = { event: "none" } as const;
    await blockdevAdd(session, { driver: "blkdebug", "node-name": "bad", image, "inject-error": [always] });
    const failed = new Promise<BlockIoError>((resolve, reject) => {
      const listener = ({ data }: { data: BlockIoError }): void => {
        resolve(data);
      };
      connectBlockIoError(session, { "node-name": "bad" }, listener).catch(reject);
    });
    await deviceAdd(session, { driver: "virtio-blk-pci", id: "d2", bus: "port-d0", drive: "bad" });
    expect(await failed).toMatchObject({ "node-name": "bad", operation: "read", action: "report" });
    await sound.disconnect();
    expect(gone).toEqual(["d0: d0"]);
  });

  test("that ignores the request keeps its disk, until it is forced", async () => {
    await using guest = await bootGuest(qemu, "acpiphp.disable=1");
    const { session } = guest;
    const gentle = deviceDelAndWait(session, { id: "d0" }, { timeout: 1000 });
    expect(await rejection(gentle)).toMatchObject({
      name: "CompletionTimeoutError",
      code: "completion-timeout",
    });
    expect(await queryBlock(session)).toHaveLength(2);
    const forced = deviceDelAndWait(session, { id: "d1" }, { timeout: 500, forced: true });
    await forced;
  });

  test("is lost while it is waited for", async () => {
    await using guest = await bootGuest(qemu, "acpiphp.disable=1");
    const lost = rejection(deviceDelAndWait(guest.session, { id: "d0" }, patience));
    await queryVersion(guest.session);
    guest.machine.signal("SIGKILL");
    expect(await lost).toMatchObject({ name: "CompletionLostError", serverMayHaveActed: true });
  });

  test("gives memory back, and takes it again, with progress", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const mebibyte = 1024 * 1024;
    const shrinking = balloonAndWait(session, { value: 96 * mebibyte }, patience);
    const seen: Progress[] = [];
    for await (const progress of shrinking) seen.push(progress);
    expect(await queryBalloon(session)).toEqual({ actual: 96 * mebibyte });
    expect(seen.at(-1)).toEqual({ current: seen[0]?.total, total: seen[0]?.total });
    await balloonAndWait(session, { value: 128 * mebibyte }, patience);
    expect(await queryBalloon(session)).toEqual({ actual: 128 * mebibyte });
    // Nothing has to be done, and no event comes.
    await balloonAndWait(session, { value: 128 * mebibyte }, patience);
  });

  test("shuts down by the power button", async () => {
    await using guest = await bootGuest(qemu);
    await systemPowerdownAndWait(guest.session, patience);
    await guest.machine.exited();
    expect(guest.machine.child.exitCode).toBe(0);
  });

  test("that is deaf to the power button is quit, if that is wanted", async () => {
    await using guest = await bootGuest(qemu, "deaf");
    const { session, machine } = guest;
    const gentle = systemPowerdownAndWait(session, { timeout: 500 });
    expect(await rejection(gentle)).toMatchObject({ code: "completion-timeout" });
    await systemPowerdownAndWait(session, { timeout: 500, forced: true });
    await machine.exited();
  });
});
