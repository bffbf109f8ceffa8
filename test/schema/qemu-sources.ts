import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";

const folder = process.env["QEMU_SOURCES"] ?? "";

/**
 * A group of tests that need QEMU's source of a version, `10.0`, under $QEMU_SOURCES. Where it is missing, one line
 * says what did not run and why; on the continuous integration it must not be missing.
 */
export function describeWithSource(version: string, name: string, body: (source: string) => void): void {
  const source = join(folder, version);
  if (folder !== "" && existsSync(join(source, "VERSION"))) {
    describe(name, () => {
      body(source);
    });
  } else if (process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(`QEMU's source ${version} is not under $QEMU_SOURCES`);
    });
  } else {
    console.log(`not run: ${name}, because QEMU's source ${version} is not under $QEMU_SOURCES`);
    describe.skip(name, () => {
      body(source);
    });
  }
}
