import { join } from "node:path";
import { readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { generateAndCompile } from "./support/generated.js";
import { describeWithSource, schemas, versions } from "./support/sources.js";

for (const version of versions) {
  describeWithSource(version, `the schemas of QEMU ${version}`, (source) => {
    test.each(Object.entries(schemas))(
      "of the %s load, resolve, generate and type-check",
      async (_of, entry) => {
        const schema = join(source, entry);
        expect(readSchema(schema).diagnostics).toEqual([]);
        const { files, diagnostics, errors } = await generateAndCompile(schema);
        expect(diagnostics).toEqual([]);
        expect(files).toBeGreaterThan(3);
        expect(errors).toEqual([]);
      },
    );
  });
}

describeWithSource("10.0", "the documentation of QEMU 10.0", (source) => {
  test.each(Object.values(schemas))("%s violates only rules that are newer", (entry) => {
    const { diagnostics } = readSchema(join(source, entry), { documentationRules: true });
    const newerRules = new Set(["doc-width", "doc-sentence"]);
    expect(diagnostics.filter(({ code }) => !newerRules.has(code))).toEqual([]);
  });
});
