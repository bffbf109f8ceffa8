import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeviceFacts } from "qapi-ts-generator";
import { askDevices } from "../../generator/dist/devices/ask-devices.js";
import { printDevices, storedFacts } from "../../generator/dist/devices/facts.js";
import { mergeDevices } from "../../generator/dist/devices/merge.js";

/** The facts about the devices of a version, of all its emulators. */
export interface VersionDevices {
  readonly facts: DeviceFacts;
  /** What an emulator could not report. */
  readonly problems: readonly string[];
}

/** In milliseconds, for each emulator. Other programs may use the processor. */
const timeout = 60_000;

/** Asks emulators for their devices, one after the other. */
export async function askEmulators(paths: readonly string[]): Promise<VersionDevices> {
  const answers = [];
  for (const path of paths) answers.push(await askDevices(path, { timeout }));
  return {
    facts: mergeDevices(answers.map(({ facts }) => facts)),
    problems: answers.flatMap(({ problems }) => problems),
  };
}

/** Returns the paths of the emulators in a folder. */
export function emulatorsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^qemu-system-(?!.*-microvm$)/.test(name))
    .map((name) => join(folder, name));
}

/**
 * Writes facts to `devices/VERSION.json`, without QEMU's descriptions, which have another license. Returns the path.
 */
export function writeDevices(out: string, version: string, facts: DeviceFacts): string {
  const folder = join(out, "devices");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${version}.json`);
  writeFileSync(file, printDevices(storedFacts(facts)));
  return file;
}
