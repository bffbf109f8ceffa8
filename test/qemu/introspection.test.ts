import { join } from "node:path";
import { introspect, readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { askServer } from "../../generator/load/live.js";
import { describeWith } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { qemu, storageDaemon } from "./support/machine.js";
import { describeWithSource, schemas } from "./support/sources.js";

const subjects = [
  [qemu, schemas.emulator, "qemu-7.2"],
  [storageDaemon, schemas["storage daemon"], "qsd-7.2"],
] as const;

for (const [binary, entry, defines] of subjects) {
  describeWith(binary, `what ${binary} says of itself`, () => {
    describeWithSource("7.2", "is what its schema says", (source) => {
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
