import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate, readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { compile, strictest } from "../support/compile.js";
import { describeWithSource, schemas, versions } from "./support/sources.js";

/** The generated files by path, for the compiler. */
function programsIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return Object.fromEntries(
    files.map((file) => [`qemu-bindings/${file}`, readFileSync(join(folder, file), "utf8")]),
  );
}

for (const version of versions) {
  describeWithSource(version, `the schemas of QEMU ${version}`, (source) => {
    test.each(Object.entries(schemas))(
      "of the %s load, resolve, generate and type-check",
      async (_of, entry) => {
        const schema = join(source, entry);
        expect(readSchema(schema).diagnostics).toEqual([]);
        const out = temporaryFolder();
        const printer = createPrinter();
        const target = {
          schema,
          out,
          name: "Qmp",
          runtime: "qapi-ts/codegen",
          defines: undefined,
          reference: undefined,
        };
        const { changes, diagnostics } = await generate(target, printer);
        await printer.close();
        expect(diagnostics).toEqual([]);
        expect(changes?.missing.length).toBeGreaterThan(3);
        expect(compile(programsIn(out), strictest)).toEqual([]);
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
