import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeUnless } from "./conditional.js";

/** The versions whose sources `fetch-source.sh` fetches. */
export const versions = ["7.2", "10.0"] as const;
export type Version = (typeof versions)[number];

/** The entry files of the schemas in QEMU's source, by what they are of. */
export const schemas = {
  emulator: "qapi/qapi-schema.json",
  "storage daemon": "storage-daemon/qapi/qapi-schema.json",
  "guest agent": "qga/qapi-schema.json",
} as const;

/** A group of tests that need QEMU's source: in the folder that QEMU_SOURCES names, a folder for each version. */
export function describeWithSource(version: Version, name: string, body: (folder: string) => void): void {
  const folder = join(process.env["QEMU_SOURCES"] ?? "/tmp/qapi-ts-qemu-sources", version);
  const obstacle = existsSync(join(folder, "VERSION"))
    ? undefined
    : `QEMU's source is not in ${folder} (test/qemu/fetch-source.sh fetches it, on Debian)`;
  describeUnless(obstacle, name, () => {
    body(folder);
  });
}
