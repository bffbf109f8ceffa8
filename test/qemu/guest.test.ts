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

/** Longer than any wait takes. */
const waitOptions = { timeout: 50_000 };

describeWithGuest("a real guest", (qemu) => {
  test("releases several disks at once, with an outcome for each", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const outcomes = await completeEach(["d0", "no-such-disk", "d1"], (id) =>
      deviceDelAndWait(session, { id }, waitOptions),
    );
    expect(outcomes).toMatchObject([
      { item: "d0", ok: true },
      { item: "no-such-disk", ok: false, error: { errorClass: "DeviceNotFound" } },
      { item: "d1", ok: true },
    ]);
    expect(await queryBlock(session)).toEqual([]);
  });

  test("sends each signal connection the events of its own disk", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const gone: string[] = [];
    for (const device of ["d0", "d1"]) {
      await connectDeviceDeleted(session, { device }, ({ data }) =>
        gone.push(`${device}: ${String(data.device)}`),
      );
    }
    const errorFree = await connectBlockIoError(session, { "node-name": "node-d1" }, () =>
      gone.push("I/O error"),
    );
    await deviceDelAndWait(session, { id: "d0" }, waitOptions);
    expect(gone).toEqual(["d0: d0"]);
    // Reads of the new disk fail, and Linux reads it immediately.
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
    await errorFree.disconnect();
    expect(gone).toEqual(["d0: d0"]);
  });

  test("keeps its disk until it is forced if it ignores the unplug request", async () => {
    await using guest = await bootGuest(qemu, "acpiphp.disable=1");
    const { session } = guest;
    const unforced = deviceDelAndWait(session, { id: "d0" }, { timeout: 1000 });
    expect(await rejection(unforced)).toMatchObject({
      name: "CompletionTimeoutError",
      code: "completion-timeout",
    });
    expect(await queryBlock(session)).toHaveLength(2);
    const forced = deviceDelAndWait(session, { id: "d1" }, { timeout: 500, forced: true });
    await forced;
  });

  test("fails a completion with CompletionLostError when it is killed", async () => {
    await using guest = await bootGuest(qemu, "acpiphp.disable=1");
    const lost = rejection(deviceDelAndWait(guest.session, { id: "d0" }, waitOptions));
    await queryVersion(guest.session);
    guest.machine.signal("SIGKILL");
    expect(await lost).toMatchObject({ name: "CompletionLostError", serverMayHaveActed: true });
  });

  test("deflates and inflates the balloon with progress", async () => {
    await using guest = await bootGuest(qemu);
    const { session } = guest;
    const mebibyte = 1024 * 1024;
    const shrinking = balloonAndWait(session, { value: 96 * mebibyte }, waitOptions);
    const seen: Progress[] = [];
    for await (const progress of shrinking) seen.push(progress);
    expect(await queryBalloon(session)).toEqual({ actual: 96 * mebibyte });
    expect(seen.at(-1)).toEqual({ current: seen[0]?.total, total: seen[0]?.total });
    await balloonAndWait(session, { value: 128 * mebibyte }, waitOptions);
    expect(await queryBalloon(session)).toEqual({ actual: 128 * mebibyte });
    // The value is already set, so there is no event.
    await balloonAndWait(session, { value: 128 * mebibyte }, waitOptions);
  });

  test("shuts down by the power button", async () => {
    await using guest = await bootGuest(qemu);
    await systemPowerdownAndWait(guest.session, waitOptions);
    await guest.machine.exited();
    expect(guest.machine.child.exitCode).toBe(0);
  });

  test("is stopped by quit if it ignores the power button and is forced", async () => {
    await using guest = await bootGuest(qemu, "deaf");
    const { session, machine } = guest;
    const unforced = systemPowerdownAndWait(session, { timeout: 500 });
    expect(await rejection(unforced)).toMatchObject({ code: "completion-timeout" });
    await systemPowerdownAndWait(session, { timeout: 500, forced: true });
    await machine.exited();
  });
});
