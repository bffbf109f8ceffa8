import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeUnless } from "./conditional.js";

/** The QEMU versions that the tests use. */
export const versions = ["7.2", "10.0", "11.1"] as const;
export type Version = (typeof versions)[number];

/** The entry file of each program's schema in QEMU's source. */
export const schemas = {
  emulator: "qapi/qapi-schema.json",
  "storage daemon": "storage-daemon/qapi/qapi-schema.json",
  "guest agent": "qga/qapi-schema.json",
} as const;

/** Describes tests that need QEMU's source, which is in a folder for each version in `QEMU_SOURCES`. */
export function describeWithSource(version: Version, name: string, body: (folder: string) => void): void {
  const folder = join(process.env["QEMU_SOURCES"] ?? "/tmp/qapi-ts-qemu-sources", version);
  const obstacle = existsSync(join(folder, "VERSION"))
    ? undefined
    : `QEMU's source is not in ${folder} (schema/print/fetch-source.sh fetches it on Debian)`;
  // Debian removes superseded sources, and has the newest under an address of one version only.
  const isRequired = version !== "11.1";
  describeUnless(
    obstacle,
    name,
    () => {
      body(folder);
    },
    isRequired,
  );
}
