import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { readConfig } from "../../../generator/config/read-config.js";
import { compile, strictest } from "../../support/compile.js";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const schema = join(import.meta.dirname, "cases/naming/schema.json");

test("the index exports the configured names of the runtime, a capitalised one as a type", async () => {
  const exports = ["completeCommand", "CompletionOptions"];
  const { files } = await makeBindings(modelOf(schema), { exports });
  const index = new Map(files).get("index.ts");
  expect(index).toContain('export { completeCommand, type CompletionOptions } from "qapi-ts/codegen";');
  const program = `import { completeCommand, type CompletionOptions } from "./index.js";
    export const use: [typeof completeCommand, CompletionOptions] = [completeCommand, {}];`;
  expect(compile({ ...Object.fromEntries(files), "program.ts": program }, strictest)).toEqual([]);
});

test("the index exports nothing of the runtime by default", async () => {
  const { files } = await makeBindings(modelOf(schema), {});
  expect(new Map(files).get("index.ts")).not.toContain("qapi-ts/codegen");
});

test.each(['["a"]', '["aB", "Type1"]'])("the member exports takes names: %s", async (names) => {
  const file = config(names);
  expect((await readConfig(file)).targets[0]?.exports).toEqual(JSON.parse(names));
});

test.each(['"a"', "[1]", '[""]', '["a-b"]', '["a } from \\"x\\"; //"]', '["1a"]'])(
  "the member exports refuses anything else: %s",
  async (names) => {
    const { diagnostics } = await readConfig(config(names));
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["config-shape"]));
  },
);

test("an exported name of a generated declaration is an error at its position, and nothing is written", async () => {
  const out = temporaryFolder();
  const names = ["completeCommand", "QmpSession", "fooBar", "Session"];
  const [target] = (await readConfig(config(JSON.stringify(names)))).targets;
  if (target === undefined) throw new Error("The configuration is invalid");
  const printer = createPrinter();
  try {
    const { diagnostics, changes } = await generate({ ...target, schema, out }, printer);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, message, position, help }) => [code, message, position.column, help])).toEqual(
      [
        [
          "config-exports",
          'the export "QmpSession" of "qapi-ts/codegen" would replace the generated "QmpSession" of "protocol.ts"',
          81,
          'remove "QmpSession" from "exports", or rename it in "qapi-ts/codegen"',
        ],
        [
          "config-exports",
          'the export "fooBar" of "qapi-ts/codegen" would replace the generated "fooBar" of "commands.ts"',
          94,
          'remove "fooBar" from "exports", or rename it in "qapi-ts/codegen"',
        ],
      ],
    );
    expect(changes).toBeUndefined();
    expect(readdirSync(out)).toEqual([]);
    const others = await generate({ ...target, schema, out, exports: ["completeCommand"] }, printer);
    expect(others.changes?.missing).toContain("index.ts");
  } finally {
    await printer.close();
  }
});

function config(names: string): string {
  const text = `{ "targets": [{ "schema": "s.json", "out": "out", "exports": ${names} }] }`;
  return join(temporaryFolder({ "config.json": text }), "config.json");
}
