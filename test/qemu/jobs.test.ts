import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { completeCommand, type Completion, type Progress, type TypedSession } from "../../runtime/index.js";
import { memberAt } from "../../runtime/json/member.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith } from "./support/binaries.js";
import {
  blockCommit,
  blockdevBackup,
  blockdevCreate,
  blockdevMirror,
  blockStream,
  snapshotSave,
} from "./support/completions.js";
import { connectTo, startMachine, type Machine } from "./support/machine.js";

const mebibyte = 1024 * 1024;
const patience = { timeout: 50_000 };

function image(machine: Machine, name: string, ...more: readonly string[]): string {
  const path = join(machine.folder, name);
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", ...more, path, "8M"]);
  return path;
}

async function addNode(session: TypedSession, name: string, filename: string, more = {}): Promise<void> {
  await session.execute("blockdev-add", {
    driver: "qcow2",
    "node-name": name,
    file: { driver: "file", filename },
    ...more,
  });
}

/** A disk whose every byte is there, so that there is something to copy. */
function filled(machine: Machine, name: string): string {
  const path = image(machine, name);
  execFileSync("qemu-io", ["-c", "write -P 7 0 8M", path], { stdio: "ignore" });
  return path;
}

async function progressOf(session: TypedSession, completion: Completion, args: object): Promise<Progress[]> {
  const seen: Progress[] = [];
  for await (const progress of completeCommand(session, completion, args, patience)) seen.push(progress);
  return seen;
}

describeWith("qemu-io", "jobs of a real QEMU", () => {
  test("a backup, with progress, and it is gone when it is complete", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    await addNode(session, "source", filled(machine, "source"));
    await addNode(session, "target", image(machine, "target"));
    const args = { "job-id": "j0", device: "source", target: "target", sync: "full", speed: 4 * mebibyte };
    const seen = await progressOf(session, blockdevBackup, args);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ current: 8 * mebibyte, total: 8 * mebibyte });
    expect(await session.execute("query-jobs")).toEqual([]);
  });

  test("one that is cancelled fails, and the error tells it", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    await addNode(session, "source", filled(machine, "source"));
    await addNode(session, "target", image(machine, "target"));
    const args = { "job-id": "j0", device: "source", target: "target", sync: "full", speed: 65536 };
    const backup = rejection(completeCommand(session, blockdevBackup, args, patience));
    await session.once("JOB_STATUS_CHANGE", { where: ({ data }) => memberAt(data, "status") === "running" });
    await session.execute("job-cancel", { id: "j0" });
    expect(await backup).toMatchObject({ code: "completion-failed", command: "blockdev-backup" });
  });

  test("a mirror becomes ready, and is told to complete or is left", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    await addNode(session, "source", filled(machine, "source"));
    await addNode(session, "target", image(machine, "target"));
    const args = { "job-id": "j0", device: "source", target: "target", sync: "full" };
    await completeCommand(session, blockdevMirror, args, { ...patience, whenReady: "return" });
    expect(await session.execute("query-jobs")).toMatchObject([{ id: "j0", status: "ready" }]);
    await session.execute("job-cancel", { id: "j0" });
    await addNode(session, "other", image(machine, "other"));
    await completeCommand(session, blockdevMirror, { ...args, "job-id": "j1", target: "other" }, patience);
  });

  test("a commit of the active layer, and a stream", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    const base = filled(machine, "base");
    const overlay = image(machine, "overlay", "-F", "qcow2", "-b", base);
    await addNode(session, "overlay", overlay);
    await completeCommand(session, blockCommit, { "job-id": "j0", device: "overlay" }, patience);
    const second = image(machine, "second", "-F", "qcow2", "-b", filled(machine, "second-base"));
    await addNode(session, "second", second);
    await completeCommand(session, blockStream, { "job-id": "j1", device: "second" }, patience);
    expect(await session.execute("query-jobs")).toEqual([]);
  });

  test("an image that is made, and one that cannot be: the job is removed in both cases", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    const filename = join(machine.folder, "made");
    const options = { driver: "file", filename, size: mebibyte };
    await completeCommand(session, blockdevCreate, { "job-id": "j0", options }, patience);
    const impossible = { driver: "file", filename: "/no/such/folder/made", size: mebibyte };
    const args = { "job-id": "j1", options: impossible };
    expect(await rejection(completeCommand(session, blockdevCreate, args, patience))).toMatchObject({
      code: "completion-failed",
      reason: expect.stringContaining("No such file or directory") as string,
    });
    expect(await session.execute("query-jobs")).toEqual([]);
  });

  test("a job whose removal the caller has turned off stays", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    await addNode(session, "source", image(machine, "source"));
    await addNode(session, "target", image(machine, "target"));
    const args = { device: "source", target: "target", sync: "full", "auto-dismiss": false };
    await completeCommand(session, blockdevBackup, { "job-id": "j0", ...args }, patience);
    expect(await session.execute("query-jobs")).toMatchObject([{ id: "j0", status: "concluded" }]);
  });

  test("a snapshot of the whole machine", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    await addNode(session, "disk", image(machine, "disk"));
    const args = { "job-id": "j0", tag: "first", vmstate: "disk", devices: ["disk"] };
    await completeCommand(session, snapshotSave, args, patience);
    const again = rejection(completeCommand(session, snapshotSave, args, patience));
    expect(await again).toMatchObject({ code: "completion-failed" });
    expect(await session.execute("query-jobs")).toEqual([]);
  });
});
