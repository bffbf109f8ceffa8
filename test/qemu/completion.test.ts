import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  contAndWait,
  dumpGuestMemoryAndWait,
  migrateAndWait,
  migrateIncoming,
  migrateSetCapabilities,
  queryMigrate,
  queryStatus,
  stopAndWait,
} from "../../generated/qmp/index.js";
import { completeCommand, type Progress } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, start, startMachine, type Machine } from "./support/machine.js";

/** A machine with memory that stands still. */
function startPc(qemu: string, ...more: readonly string[]): Promise<Machine> {
  return start(qemu, (folder) => [
    ...["-M", "q35", "-m", "16", "-display", "none", "-nodefaults", "-S"],
    ...["-qmp", `unix:${join(folder, "monitor.sock")},server=on,wait=off`],
    ...more,
  ]);
}

const completed = [{ member: "status", value: "completed" }];
const patience = { timeout: 50_000 };

describeWithEach("emulator", "the completion of real commands", (qemu) => {
  test("stop and cont, whether they had something to do or not", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    for (const stopOrCont of [stopAndWait, stopAndWait, contAndWait, contAndWait]) {
      await stopOrCont(session, patience);
      expect((await queryStatus(session)).running).toBe(stopOrCont === contAndWait);
    }
  });

  test("a dump in the background, with progress, and one that fails", async () => {
    await using machine = await startPc(qemu);
    await using session = await connectTo(machine);
    const file = join(machine.folder, "dump");
    const args = { paging: false, protocol: `file:${file}`, detach: true };
    const dumping = dumpGuestMemoryAndWait(session, args, patience);
    const seen: Progress[] = [];
    for await (const progress of dumping) seen.push(progress);
    expect(existsSync(file)).toBe(true);
    for (const { current, total } of seen) expect(current).toBeLessThanOrEqual(total);
    const refused = dumpGuestMemoryAndWait(session, { ...args, protocol: "file:/no/such" });
    expect(await rejection(refused)).toMatchObject({ code: "command-failed" });
    const full = dumpGuestMemoryAndWait(session, { ...args, protocol: "file:/dev/full" }, patience);
    expect(await rejection(full)).toMatchObject({ code: "completion-failed" });
  });

  test("a migration to another QEMU, to its end on both sides", async () => {
    await using source = await startPc(qemu);
    await using target = await startPc(qemu, "-incoming", "defer");
    await using here = await connectTo(source);
    await using there = await connectTo(target);
    const uri = `unix:${join(target.folder, "migration.sock")}`;
    await migrateIncoming(there, { uri });
    const migrating = migrateAndWait(here, { uri }, patience);
    const seen: Progress[] = [];
    for await (const progress of migrating) seen.push(progress);
    expect(seen.at(-1)?.current).toBe(seen.at(-1)?.total);
    expect(await queryStatus(here)).toMatchObject({ status: "postmigrate" });
    expect(await queryMigrate(here)).toMatchObject({ status: "completed" });
  });

  test("a migration is told by its events, where they are enabled", async () => {
    await using source = await startPc(qemu);
    await using target = await startPc(qemu, "-incoming", "defer");
    await using here = await connectTo(source);
    await using there = await connectTo(target);
    await migrateSetCapabilities(here, {
      capabilities: [{ capability: "events", state: true }],
    });
    const uri = `unix:${join(target.folder, "migration.sock")}`;
    await migrateIncoming(there, { uri });
    const eventful = { command: "migrate", done: [{ event: "MIGRATION", where: completed }] };
    await completeCommand(here, eventful, { uri }, patience);
  });

  test("a migration to nobody fails, with QEMU's words", async () => {
    await using source = await startPc(qemu);
    await using session = await connectTo(source);
    const uri = `unix:${join(source.folder, "nobody.sock")}`;
    expect(await rejection(migrateAndWait(session, { uri }, patience))).toMatchObject({
      message: expect.stringContaining("No such file or directory") as string,
    });
  });
});
