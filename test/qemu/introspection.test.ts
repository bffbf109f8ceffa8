import { join } from "node:path";
import { introspect, readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { askServer } from "../../generator/introspection/ask-server.js";
import { describeWithEach } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { describeWithSource, schemas } from "./support/sources.js";

for (const program of ["emulator", "storage daemon"] as const) {
  describeWithEach(program, `the introspection of the real ${program}`, (binary, version) => {
    describeWithSource(version, "equals that of its schema", (source) => {
      test("equals it in entries, order and masked names", async () => {
        const { model } = readSchema(join(source, schemas[program]));
        const defines = definesOf(program, version);
        const computed: unknown = model && JSON.parse(JSON.stringify(introspect(model, { defines })));
        const { schema } = await askServer({ kind: "binary", path: binary });
        expect(computed).toEqual(schema);
      });
    });
  });
}
