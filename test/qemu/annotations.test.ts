import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  blockdevAdd,
  blockdevMirror,
  blockExportAdd,
  blockExportDelAndWait,
  blockJobCancelAndWait,
  calcDirtyRateAndWait,
  connectBlockExportDeleted,
  connectBlockJobReady,
  connectReset,
  jobCancelAndWait,
  jobCompleteAndWait,
  migrateAndWait,
  migrateCancelAndWait,
  migrateSetParameters,
  nbdServerStart,
  queryDirtyRate,
  queryJobs,
  queryMigrate,
  systemResetAndWait,
  type QmpSession,
} from "../../generated/qmp/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith, describeWithEach } from "./support/binaries.js";
import { connectQmp, start, startMachine, type Machine } from "./support/machine.js";

/** Tests shipped annotations that no other test covers. */
const waitOptions = { timeout: 50_000 };

async function addNode(session: QmpSession, machine: Machine, name: string): Promise<void> {
  const filename = join(machine.folder, name);
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", filename, "1M"]);
  await blockdevAdd(session, { driver: "qcow2", "node-name": name, file: { driver: "file", filename } });
}

/** Starts a mirror and waits until it is ready. */
async function readyMirror(session: QmpSession, id: string): Promise<void> {
  const ready = new Promise((resolve, reject) => {
    connectBlockJobReady(session, { device: id }, resolve).catch(reject);
  });
  await blockdevMirror(session, { "job-id": id, device: "source", target: "target", sync: "full" });
  await ready;
}

/** Starts a machine with memory. */
function startPc(qemu: string): Promise<Machine> {
  return start(qemu, (folder) => [
    "-M",
    "q35",
    "-m",
    "64",
    "-display",
    "none",
    "-nodefaults",
    "-qmp",
    `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
  ]);
}

describeWithEach("emulator", "the shipped annotations", (qemu) => {
  describeWith("qemu-img", "with images", () => {
    test("complete job-cancel, block-job-cancel and job-complete", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      for (const name of ["source", "target"]) await addNode(session, machine, name);
      await readyMirror(session, "j0");
      await jobCancelAndWait(session, { id: "j0" }, waitOptions);
      await readyMirror(session, "j1");
      await blockJobCancelAndWait(session, { device: "j1", force: true }, waitOptions);
      await readyMirror(session, "j2");
      await jobCompleteAndWait(session, { id: "j2" }, waitOptions);
      expect(await queryJobs(session)).toEqual([]);
    });

    test("complete block-export-del and filter its event by id", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectQmp(machine);
      await addNode(session, machine, "source");
      const path = join(machine.folder, "nbd.sock");
      await nbdServerStart(session, { addr: { type: "unix", data: { path } } });
      const gone: string[] = [];
      for (const id of ["e0", "e1"]) {
        await blockExportAdd(session, { type: "nbd", id, "node-name": "source", name: id });
        await connectBlockExportDeleted(session, { id }, ({ data }) => gone.push(data.id));
      }
      await blockExportDelAndWait(session, { id: "e1" }, waitOptions);
      expect(gone).toEqual(["e1"]);
    });

    test("complete system_reset and filter its event by reason", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectQmp(machine);
      const reasons: string[] = [];
      await connectReset(session, { reason: "guest-reset" }, ({ data }) => reasons.push(data.reason));
      await connectReset(session, { reason: "host-qmp-system-reset" }, ({ data }) =>
        reasons.push(data.reason),
      );
      await systemResetAndWait(session, waitOptions);
      expect(reasons).toEqual(["host-qmp-system-reset"]);
    });

    test("complete calc-dirty-rate", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectQmp(machine);
      await calcDirtyRateAndWait(session, { "calc-time": 1 }, waitOptions);
      expect(await queryDirtyRate(session)).toMatchObject({ status: "measured" });
    });

    test("complete migrate_cancel, and fail the cancelled migration", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectQmp(machine);
      // Slow, so that it does not complete.
      await migrateSetParameters(session, { "max-bandwidth": 1 });
      const migrating = rejection(migrateAndWait(session, { uri: "exec:cat > /dev/null" }, waitOptions));
      await migrateCancelAndWait(session, waitOptions);
      expect((await queryMigrate(session)).status).toMatch(/^(cancelled|none)$/);
      expect(await migrating).toMatchObject({ code: "completion-failed", command: "migrate" });
    });
  });
});
