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
} from "../../generated/qmp/index.js";
import type { Session } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith, describeWithEach } from "./support/binaries.js";
import { connectTo, start, startMachine, type Machine } from "./support/machine.js";

/** What the shipped annotations claim of commands and events, where the tests of the runtime do not come by. */
const patience = { timeout: 50_000 };

async function addNode(session: Session, machine: Machine, name: string): Promise<void> {
  const filename = join(machine.folder, name);
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", filename, "1M"]);
  await blockdevAdd(session, { driver: "qcow2", "node-name": name, file: { driver: "file", filename } });
}

/** A mirror that is ready, and stays so until somebody ends it. */
async function readyMirror(session: Session, id: string): Promise<void> {
  const ready = new Promise((resolve, reject) => {
    connectBlockJobReady(session, { device: id }, resolve).catch(reject);
  });
  await blockdevMirror(session, { "job-id": id, device: "source", target: "target", sync: "full" });
  await ready;
}

/** A machine with memory. */
function startPc(qemu: string): Promise<Machine> {
  return start(qemu, (folder) => [
    ...["-M", "q35", "-m", "64", "-display", "none", "-nodefaults"],
    ...["-qmp", `unix:${join(folder, "monitor.sock")},server=on,wait=off`],
  ]);
}

describeWithEach("emulator", "the shipped annotations", (qemu) => {
  describeWith("qemu-img", "on images of its own", () => {
    test("know when a job is cancelled, and when one is completed that was ready", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      for (const name of ["source", "target"]) await addNode(session, machine, name);
      await readyMirror(session, "j0");
      await jobCancelAndWait(session, { id: "j0" }, patience);
      await readyMirror(session, "j1");
      await blockJobCancelAndWait(session, { device: "j1", force: true }, patience);
      await readyMirror(session, "j2");
      await jobCompleteAndWait(session, { id: "j2" }, patience);
      expect(await queryJobs(session)).toEqual([]);
    });

    test("know when an export is gone, and which", async () => {
      await using machine = await startMachine(qemu);
      await using session = await connectTo(machine);
      await addNode(session, machine, "source");
      const path = join(machine.folder, "nbd.sock");
      await nbdServerStart(session, { addr: { type: "unix", data: { path } } });
      const gone: string[] = [];
      for (const id of ["e0", "e1"]) {
        await blockExportAdd(session, { type: "nbd", id, "node-name": "source", name: id });
        await connectBlockExportDeleted(session, { id }, ({ data }) => gone.push(data.id));
      }
      await blockExportDelAndWait(session, { id: "e1" }, patience);
      expect(gone).toEqual(["e1"]);
    });

    test("know when a machine is reset, and by whom", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectTo(machine);
      const reasons: string[] = [];
      await connectReset(session, { reason: "guest-reset" }, ({ data }) => reasons.push(data.reason));
      await connectReset(session, { reason: "host-qmp-system-reset" }, ({ data }) =>
        reasons.push(data.reason),
      );
      await systemResetAndWait(session, patience);
      expect(reasons).toEqual(["host-qmp-system-reset"]);
    });

    test("know when the dirty rate is measured", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectTo(machine);
      await calcDirtyRateAndWait(session, { "calc-time": 1 }, patience);
      expect(await queryDirtyRate(session)).toMatchObject({ status: "measured" });
    });

    test("know when a migration is cancelled, which is a failure to who wanted it", async () => {
      await using machine = await startPc(qemu);
      await using session = await connectTo(machine);
      // So slow that it does not end by itself.
      await migrateSetParameters(session, { "max-bandwidth": 1 });
      const migrating = rejection(migrateAndWait(session, { uri: "exec:cat > /dev/null" }, patience));
      await migrateCancelAndWait(session, patience);
      expect((await queryMigrate(session)).status).toMatch(/^(cancelled|none)$/);
      expect(await migrating).toMatchObject({ code: "completion-failed", command: "migrate" });
    });
  });
});
