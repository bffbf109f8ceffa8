import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  blockCommitAndWait,
  blockdevAdd,
  blockdevBackupAndWait,
  blockdevCreateAndWait,
  blockdevMirrorAndWait,
  blockStreamAndWait,
  connectJobStatusChange,
  jobCancel,
  queryJobs,
  snapshotDeleteAndWait,
  snapshotLoadAndWait,
  snapshotSaveAndWait,
  type QmpSession,
} from "../../generated/qmp/index.js";
import type { Progress } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith, describeWithEach } from "./support/binaries.js";
import { connectQmp, startMachine, type Machine } from "./support/machine.js";

const mebibyte = 1024 * 1024;
const waitOptions = { timeout: 50_000 };

function image(machine: Machine, name: string, ...more: readonly string[]): string {
  const path = join(machine.folder, name);
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", ...more, path, "8M"]);
  return path;
}

function addNode(session: QmpSession, name: string, filename: string): Promise<void> {
  return blockdevAdd(session, { driver: "qcow2", "node-name": name, file: { driver: "file", filename } });
}

/** Creates an image with all its data allocated, so that there is something to copy. */
function filled(machine: Machine, name: string): string {
  const path = image(machine, name);
  execFileSync("qemu-io", ["-c", "write -P 7 0 8M", path], { stdio: "ignore" });
  return path;
}

const whole = { device: "source", target: "target", sync: "full" } as const;

describeWithEach("emulator", "jobs of a real QEMU", (qemu) => {
  describeWith("qemu-io", "with images", () => {
    test("a backup reports progress and is dismissed when complete", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const args = { "job-id": "j0", ...whole, speed: 4 * mebibyte };
      const seen: Progress[] = [];
      for await (const progress of blockdevBackupAndWait(session, args, waitOptions)) seen.push(progress);
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.at(-1)).toEqual({ current: 8 * mebibyte, total: 8 * mebibyte });
      expect(await queryJobs(session)).toEqual([]);
    });

    test("a cancelled backup fails", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const running = new Promise((resolve, reject) => {
        connectJobStatusChange(session, { id: "j0", status: "running" }, resolve).catch(reject);
      });
      const args = { "job-id": "j0", ...whole, speed: 65536 };
      const backup = rejection(blockdevBackupAndWait(session, args, waitOptions));
      await running;
      await jobCancel(session, { id: "j0" });
      expect(await backup).toMatchObject({ code: "completion-failed", command: "blockdev-backup" });
    });

    test("a backup that times out with `cancel` ends, and its id can be used again", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const args = { "job-id": "j0", ...whole, speed: 65536 };
      const error = await rejection(blockdevBackupAndWait(session, args, { timeout: 500, cancel: true }));
      expect(error).toMatchObject({ code: "completion-timeout", cancelSent: true });
      await expect.poll(() => queryJobs(session)).toEqual([]);
      await blockdevBackupAndWait(session, { ...args, speed: 0 }, waitOptions);
    });

    test("a cancelled job that QEMU keeps is dismissed", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      const filename = join(machine.folder, "large");
      const options = { driver: "file", filename, size: 64 * mebibyte, preallocation: "full" } as const;
      const args = { "job-id": "j0", options };
      const creating = rejection(blockdevCreateAndWait(session, args, { timeout: 1, cancel: true }));
      expect(await creating).toMatchObject({ code: "completion-timeout" });
      await expect.poll(() => queryJobs(session)).toEqual([]);
    });

    test("a job that has ended before it is cancelled is dismissed", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      const filename = join(machine.folder, "small");
      const args = { "job-id": "j0", options: { driver: "file", filename, size: mebibyte } } as const;
      const attempts = [AbortSignal.timeout(0), AbortSignal.timeout(1), AbortSignal.timeout(2)];
      for (const signal of attempts) {
        await blockdevCreateAndWait(session, args, { signal, cancel: true }).catch(() => undefined);
        await expect.poll(() => queryJobs(session)).toEqual([]);
      }
    });

    test("a mirror becomes ready, and is completed or left ready", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const args = { "job-id": "j0", ...whole };
      await blockdevMirrorAndWait(session, args, { ...waitOptions, whenReady: "return" });
      expect(await queryJobs(session)).toMatchObject([{ id: "j0", status: "ready" }]);
      await jobCancel(session, { id: "j0" });
      await addNode(session, "other", image(machine, "other"));
      await blockdevMirrorAndWait(session, { ...args, "job-id": "j1", target: "other" }, waitOptions);
    });

    test("a commit of the active layer and a stream complete", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      const base = filled(machine, "base");
      const overlay = image(machine, "overlay", "-F", "qcow2", "-b", base);
      await addNode(session, "overlay", overlay);
      await blockCommitAndWait(session, { "job-id": "j0", device: "overlay" }, waitOptions);
      const second = image(machine, "second", "-F", "qcow2", "-b", filled(machine, "second-base"));
      await addNode(session, "second", second);
      await blockStreamAndWait(session, { "job-id": "j1", device: "second" }, waitOptions);
      expect(await queryJobs(session)).toEqual([]);
    });

    test("a blockdev-create job is dismissed after success and failure", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      const filename = join(machine.folder, "created");
      const options = { driver: "file", filename, size: mebibyte } as const;
      await blockdevCreateAndWait(session, { "job-id": "j0", options }, waitOptions);
      const args = { "job-id": "j1", options: { ...options, filename: "/no/such/folder/created" } };
      expect(await rejection(blockdevCreateAndWait(session, args, waitOptions))).toMatchObject({
        code: "completion-failed",
        reason: expect.stringContaining("No such file or directory") as string,
      });
      expect(await queryJobs(session)).toEqual([]);
    });

    test("a job with auto-dismiss off stays", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "source", image(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      await blockdevBackupAndWait(session, { "job-id": "j0", ...whole, "auto-dismiss": false }, waitOptions);
      expect(await queryJobs(session)).toMatchObject([{ id: "j0", status: "concluded" }]);
    });

    test("a snapshot is saved, loaded and deleted", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, "disk", image(machine, "disk"));
      const which = { "job-id": "j0", tag: "first", devices: ["disk"] };
      const args = { ...which, vmstate: "disk" };
      await snapshotSaveAndWait(session, args, waitOptions);
      await snapshotLoadAndWait(session, { ...args, "job-id": "j1" }, waitOptions);
      const again = rejection(snapshotSaveAndWait(session, args, waitOptions));
      expect(await again).toMatchObject({ code: "completion-failed" });
      await snapshotDeleteAndWait(session, which, waitOptions);
      expect(await queryJobs(session)).toEqual([]);
    });
  });
});
