import { join } from "node:path";
import { introspect, readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { askServer } from "../../generator/load/live.js";
import { describeWith } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { qemu, storageDaemon } from "./support/machine.js";
import { describeWithSource, schemas } from "./support/sources.js";

/** Debian stable has 7.2; who has 10.0 too names its binaries: `QEMU_10_0=path QSD_10_0=path npx vitest run …`. */
const { QEMU_10_0: newer, QSD_10_0: newerStorageDaemon } = process.env;

const subjects = [
  { version: "7.2", binary: qemu, entry: schemas.emulator, defines: "qemu-7.2" },
  { version: "7.2", binary: storageDaemon, entry: schemas["storage daemon"], defines: "qsd-7.2" },
  { version: "10.0", binary: newer, entry: schemas.emulator, defines: "qemu-10.0.2" },
  { version: "10.0", binary: newerStorageDaemon, entry: schemas["storage daemon"], defines: "qsd-10.0.2" },
] as const;

for (const { version, binary, entry, defines } of subjects) {
  if (binary === undefined) {
    console.log(`not run: what ${defines} says of itself, because QEMU_10_0 and QSD_10_0 name no binaries`);
    continue;
  }
  describeWith(binary, `what ${binary} says of itself`, () => {
    describeWithSource(version, "is what its schema says", (source) => {
      test("entry by entry, in the same order, under the same masked names", async () => {
        const { model } = readSchema(join(source, entry));
        const computed: unknown =
          model && JSON.parse(JSON.stringify(introspect(model, { defines: definesOf(defines) })));
        const { schema } = await askServer({ kind: "binary", path: binary });
        expect(computed).toEqual(schema);
      });
    });
  });
}
