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
} from "../../generated/qmp/index.js";
import type { Progress, Session } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith, describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine, type Machine } from "./support/machine.js";

const mebibyte = 1024 * 1024;
const patience = { timeout: 50_000 };

function image(machine: Machine, name: string, ...more: readonly string[]): string {
  const path = join(machine.folder, name);
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", ...more, path, "8M"]);
  return path;
}

function addNode(session: Session, name: string, filename: string): Promise<void> {
  return blockdevAdd(session, { driver: "qcow2", "node-name": name, file: { driver: "file", filename } });
}

/** A disk whose every byte is there, so that there is something to copy. */
function filled(machine: Machine, name: string): string {
  const path = image(machine, name);
  execFileSync("qemu-io", ["-c", "write -P 7 0 8M", path], { stdio: "ignore" });
  return path;
}

const whole = { device: "source", target: "target", sync: "full" } as const;

describeWithEach("emulator", "jobs of a real QEMU", (qemu) => {
  describeWith("qemu-io", "on images of its own", () => {
    test("a backup, with progress, and it is gone when it is complete", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const args = { "job-id": "j0", ...whole, speed: 4 * mebibyte };
      const seen: Progress[] = [];
      for await (const progress of blockdevBackupAndWait(session, args, patience)) seen.push(progress);
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.at(-1)).toEqual({ current: 8 * mebibyte, total: 8 * mebibyte });
      expect(await queryJobs(session)).toEqual([]);
    });

    test("one that is cancelled fails, and the error tells it", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const running = new Promise((resolve, reject) => {
        connectJobStatusChange(session, { id: "j0", status: "running" }, resolve).catch(reject);
      });
      const args = { "job-id": "j0", ...whole, speed: 65536 };
      const backup = rejection(blockdevBackupAndWait(session, args, patience));
      await running;
      await jobCancel(session, { id: "j0" });
      expect(await backup).toMatchObject({ code: "completion-failed", command: "blockdev-backup" });
    });

    test("a mirror becomes ready, and is told to complete or is left", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, "source", filled(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      const args = { "job-id": "j0", ...whole };
      await blockdevMirrorAndWait(session, args, { ...patience, whenReady: "return" });
      expect(await queryJobs(session)).toMatchObject([{ id: "j0", status: "ready" }]);
      await jobCancel(session, { id: "j0" });
      await addNode(session, "other", image(machine, "other"));
      await blockdevMirrorAndWait(session, { ...args, "job-id": "j1", target: "other" }, patience);
    });

    test("a commit of the active layer, and a stream", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      const base = filled(machine, "base");
      const overlay = image(machine, "overlay", "-F", "qcow2", "-b", base);
      await addNode(session, "overlay", overlay);
      await blockCommitAndWait(session, { "job-id": "j0", device: "overlay" }, patience);
      const second = image(machine, "second", "-F", "qcow2", "-b", filled(machine, "second-base"));
      await addNode(session, "second", second);
      await blockStreamAndWait(session, { "job-id": "j1", device: "second" }, patience);
      expect(await queryJobs(session)).toEqual([]);
    });

    test("an image that is made, and one that cannot be: the job is removed in both cases", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      const filename = join(machine.folder, "made");
      const options = { driver: "file", filename, size: mebibyte } as const;
      await blockdevCreateAndWait(session, { "job-id": "j0", options }, patience);
      const args = { "job-id": "j1", options: { ...options, filename: "/no/such/folder/made" } };
      expect(await rejection(blockdevCreateAndWait(session, args, patience))).toMatchObject({
        code: "completion-failed",
        reason: expect.stringContaining("No such file or directory") as string,
      });
      expect(await queryJobs(session)).toEqual([]);
    });

    test("a job whose removal the caller has turned off stays", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, "source", image(machine, "source"));
      await addNode(session, "target", image(machine, "target"));
      await blockdevBackupAndWait(session, { "job-id": "j0", ...whole, "auto-dismiss": false }, patience);
      expect(await queryJobs(session)).toMatchObject([{ id: "j0", status: "concluded" }]);
    });

    test("a snapshot of the whole machine, from which it is restored", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, "disk", image(machine, "disk"));
      const which = { "job-id": "j0", tag: "first", devices: ["disk"] };
      const args = { ...which, vmstate: "disk" };
      await snapshotSaveAndWait(session, args, patience);
      await snapshotLoadAndWait(session, { ...args, "job-id": "j1" }, patience);
      const again = rejection(snapshotSaveAndWait(session, args, patience));
      expect(await again).toMatchObject({ code: "completion-failed" });
      await snapshotDeleteAndWait(session, which, patience);
      expect(await queryJobs(session)).toEqual([]);
    });
  });
});
