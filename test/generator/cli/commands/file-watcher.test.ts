import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { FileWatcher } from "../../../../generator/cli/commands/file-watcher.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Watches files of a folder, from now on. */
function watchFiles(folder: string, ...names: readonly string[]): FileWatcher {
  const watcher = new FileWatcher();
  onTestFinished(() => {
    watcher.close();
  });
  watcher.update(
    names.map((name) => join(folder, name)),
    Number.POSITIVE_INFINITY,
  );
  return watcher;
}

/** Whether a change is reported within 200 ms. */
function isQuiet(watcher: FileWatcher): Promise<boolean> {
  return Promise.race([watcher.nextChange().then(() => false), delay(200, true)]);
}

describe("FileWatcher", () => {
  test("reports that a file is written", async () => {
    const folder = temporaryFolder({ "a.json": "1" });
    const watcher = watchFiles(folder, "a.json");
    writeFileSync(join(folder, "a.json"), "2");
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports that a file is replaced by renaming, more than once", async () => {
    const folder = temporaryFolder({ "a.json": "1" });
    const watcher = watchFiles(folder, "a.json");
    for (const text of ["2", "3"]) {
      writeFileSync(join(folder, "a.json~"), text);
      renameSync(join(folder, "a.json~"), join(folder, "a.json"));
      expect(await watcher.nextChange()).toBe(true);
    }
  });

  test("reports that a file is removed", async () => {
    const folder = temporaryFolder({ "a.json": "1" });
    const watcher = watchFiles(folder, "a.json");
    rmSync(join(folder, "a.json"));
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports a file that is created, in a folder that is created", async () => {
    const folder = temporaryFolder();
    const files = [join(folder, "sub/deep/a.json")];
    const watcher = watchFiles(folder, "sub/deep/a.json");
    mkdirSync(join(folder, "sub/deep"), { recursive: true });
    expect(await watcher.nextChange()).toBe(true);
    watcher.update(files, Number.POSITIVE_INFINITY);
    writeFileSync(join(folder, "sub/deep/a.json"), "1");
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports that a folder becomes readable", async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "sub"));
    chmodSync(join(folder, "sub"), 0o000);
    // Root can read every folder.
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(65534);
    const watcher = watchFiles(folder, "sub/a.json");
    if (user === 0) process.seteuid?.(0);
    chmodSync(join(folder, "sub"), 0o755);
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports changes after the folder was replaced", async () => {
    const folder = temporaryFolder({ "sub/a.json": "1", "new/a.json": "2" });
    const watcher = watchFiles(folder, "sub/a.json");
    renameSync(join(folder, "sub"), join(folder, "old"));
    renameSync(join(folder, "new"), join(folder, "sub"));
    expect(await watcher.nextChange()).toBe(true);
    watcher.update([join(folder, "sub/a.json")], Number.POSITIVE_INFINITY);
    writeFileSync(join(folder, "sub/a.json"), "3");
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports that the target of a symbolic link is written", async () => {
    const folder = temporaryFolder({ "elsewhere/a.json": "1", "sub/b.json": "" });
    symlinkSync("../elsewhere/a.json", join(folder, "sub/a.json"));
    const watcher = watchFiles(folder, "sub/a.json");
    writeFileSync(join(folder, "elsewhere/a.json"), "2");
    expect(await watcher.nextChange()).toBe(true);
  });

  test("reports several changes between two calls once", async () => {
    const folder = temporaryFolder({ "a.json": "1" });
    const watcher = watchFiles(folder, "a.json");
    writeFileSync(join(folder, "a.json"), "2");
    await delay(50);
    writeFileSync(join(folder, "a.json"), "3");
    await delay(50);
    expect(await watcher.nextChange()).toBe(true);
    expect(await isQuiet(watcher)).toBe(true);
  });

  test("reports a file that was written before it was watched, but after the given time", async () => {
    const folder = temporaryFolder();
    const watcher = new FileWatcher();
    const since = Date.now();
    writeFileSync(join(folder, "a.json"), "1");
    watcher.update([join(folder, "a.json")], since);
    expect(await watcher.nextChange()).toBe(true);
    watcher.close();
  });

  test("ignores other files in the folder, and files that were removed from the set", async () => {
    const folder = temporaryFolder({ "a.json": "1", "b.json": "1" });
    const watcher = watchFiles(folder, "a.json", "b.json");
    watcher.update([join(folder, "a.json")], Number.POSITIVE_INFINITY);
    writeFileSync(join(folder, "b.json"), "2");
    writeFileSync(join(folder, "c.json"), "2");
    expect(await isQuiet(watcher)).toBe(true);
  });

  test("resolves to false when it is closed", async () => {
    const watcher = watchFiles(temporaryFolder(), "a.json");
    const change = watcher.nextChange();
    watcher.close();
    expect(await change).toBe(false);
    expect(await watcher.nextChange()).toBe(false);
  });
});
