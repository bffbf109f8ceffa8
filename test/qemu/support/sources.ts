import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";

/** The versions whose sources `fetch-source.sh` fetches. */
export const versions = ["7.2", "10.0"] as const;
export type Version = (typeof versions)[number];

/** The entry files of the schemas in QEMU's source, by what they are of. */
export const schemas = {
  emulator: "qapi/qapi-schema.json",
  "storage daemon": "storage-daemon/qapi/qapi-schema.json",
  "guest agent": "qga/qapi-schema.json",
} as const;

/**
 * A group of tests that need QEMU's source: in the folder that QEMU_SOURCES names, a folder for each version.
 * Where it is missing one line says what did not run and why; on the continuous integration it must not be.
 */
export function describeWithSource(version: Version, name: string, body: (folder: string) => void): void {
  const folder = join(process.env["QEMU_SOURCES"] ?? "/tmp/qapi-ts-qemu-sources", version);
  if (existsSync(join(folder, "VERSION"))) {
    describe(name, () => {
      body(folder);
    });
  } else if (process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(`${folder} does not hold QEMU's source`);
    });
  } else {
    const advice = `test/qemu/fetch-source.sh fetches it, on Debian`;
    console.log(`not run: ${name}, because QEMU's source is not in ${folder} (${advice})`);
    describe.skip(name, () => {
      body(folder);
    });
  }
}
