import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  contAndWait,
  dumpGuestMemoryAndWait,
  migrateAndWait,
  migrateIncoming,
  migrateSetCapabilities,
  migrateSetParameters,
  queryMigrate,
  queryStatus,
  stopAndWait,
  type QmpProtocol,
} from "../../generated/qmp/index.js";
import { completeCommand, type Completion, type Progress } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectQmp, start, startMachine, type Machine } from "./support/machine.js";

/** Starts a paused machine with memory. */
function startPc(qemu: string, ...more: readonly string[]): Promise<Machine> {
  return start(qemu, (folder) => [
    "-M",
    "q35",
    "-m",
    "16",
    "-display",
    "none",
    "-nodefaults",
    "-S",
    "-qmp",
    `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
    ...more,
  ]);
}

const completed = [{ member: "status", value: "completed" }];
const waitOptions = { timeout: 50_000 };

describeWithEach("emulator", "the completion of commands in real QEMU", (qemu) => {
  test("resolves for stop and cont, also if they change nothing", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectQmp(machine);
    for (const stopOrCont of [stopAndWait, stopAndWait, contAndWait, contAndWait]) {
      await stopOrCont(session, waitOptions);
      expect((await queryStatus(session)).running).toBe(stopOrCont === contAndWait);
    }
  });

  test("reports the progress or the failure of a dump in the background", async () => {
    await using machine = await startPc(qemu);
    await using session = await connectQmp(machine);
    const file = join(machine.folder, "dump");
    const args = { paging: false, protocol: `file:${file}`, detach: true };
    const dumping = dumpGuestMemoryAndWait(session, args, waitOptions);
    const seen: Progress[] = [];
    for await (const progress of dumping) seen.push(progress);
    expect(existsSync(file)).toBe(true);
    for (const { current, total } of seen) expect(current).toBeLessThanOrEqual(total);
    const refused = dumpGuestMemoryAndWait(session, { ...args, protocol: "file:/no/such" });
    expect(await rejection(refused)).toMatchObject({ code: "command-failed" });
    const full = dumpGuestMemoryAndWait(session, { ...args, protocol: "file:/dev/full" }, waitOptions);
    expect(await rejection(full)).toMatchObject({ code: "completion-failed" });
  });

  test("resolves for a migration to another QEMU", async () => {
    await using source = await startPc(qemu);
    await using target = await startPc(qemu, "-incoming", "defer");
    await using here = await connectQmp(source);
    await using there = await connectQmp(target);
    const uri = `unix:${join(target.folder, "migration.sock")}`;
    await migrateIncoming(there, { uri });
    const migrating = migrateAndWait(here, { uri }, waitOptions);
    const seen: Progress[] = [];
    for await (const progress of migrating) seen.push(progress);
    expect(seen.at(-1)?.current).toBe(seen.at(-1)?.total);
    expect(await queryStatus(here)).toMatchObject({ status: "postmigrate" });
    expect(await queryMigrate(here)).toMatchObject({ status: "completed" });
  });

  test("uses the events of a migration, if they are enabled", async () => {
    await using source = await startPc(qemu);
    await using target = await startPc(qemu, "-incoming", "defer");
    await using here = await connectQmp(source);
    await using there = await connectQmp(target);
    await migrateSetCapabilities(here, {
      capabilities: [{ capability: "events", state: true }],
    });
    const uri = `unix:${join(target.folder, "migration.sock")}`;
    await migrateIncoming(there, { uri });
    const eventful: Completion<QmpProtocol> = {
      command: "migrate",
      done: [{ event: "MIGRATION", where: completed }],
    };
    await completeCommand(here, eventful, { uri }, waitOptions);
  });

  test("leaves a migration that is given up with `cancel` in the cancelled state", async () => {
    await using source = await startPc(qemu);
    await using target = await startPc(qemu, "-incoming", "defer");
    await using here = await connectQmp(source);
    await using there = await connectQmp(target);
    const uri = `unix:${join(target.folder, "migration.sock")}`;
    await migrateIncoming(there, { uri });
    await migrateSetParameters(here, { "max-bandwidth": 4096, "downtime-limit": 1 });
    const controller = new AbortController();
    const migrating = rejection(migrateAndWait(here, { uri }, { signal: controller.signal, cancel: true }));
    await expect.poll(async () => (await queryMigrate(here)).status).toBe("active");
    controller.abort();
    expect(await migrating).toMatchObject({ code: "completion-aborted", cancelSent: true });
    await expect.poll(async () => (await queryMigrate(here)).status).toBe("cancelled");
    expect(await queryStatus(here)).toMatchObject({ status: "prelaunch" });
  });

  test("fails with QEMU's message for a migration without a target", async () => {
    await using source = await startPc(qemu);
    await using session = await connectQmp(source);
    const uri = `unix:${join(source.folder, "missing.sock")}`;
    expect(await rejection(migrateAndWait(session, { uri }, waitOptions))).toMatchObject({
      message: expect.stringContaining("No such file or directory") as string,
    });
  });
});
