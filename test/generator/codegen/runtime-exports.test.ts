import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate } from "qapi-ts-generator";
import { Project } from "ts-morph";
import { expect, test } from "vitest";
import { readConfig } from "../../../generator/config/read-config.js";
import { runtimeExports } from "../../../generator/codegen/runtime-symbols.js";
import { targetDefaults } from "../../../generator/config/target.js";
import { compile, root, strictest } from "../../support/compile.js";
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

test.each(['["a"]', '["aB", "Type1"]', '["Class", "Default", "of"]'])(
  "the member exports takes names of another runtime: %s",
  async (names) => {
    const file = config(names);
    expect((await readConfig(file)).targets[0]?.exports).toEqual(JSON.parse(names));
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
          'the export "QmpSession" of "./mine.js" would replace the generated "QmpSession" of "protocol.ts"',
          105,
          'remove "QmpSession" from "exports", or rename it in "./mine.js"',
        ],
        [
          "config-exports",
          'the export "fooBar" of "./mine.js" would replace the generated "fooBar" of "commands.ts"',
          118,
          'remove "fooBar" from "exports", or rename it in "./mine.js"',
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

test("the names that exports takes of the default runtime are those of its module", async () => {
  const module = new Project({ tsConfigFilePath: join(root, "runtime/tsconfig.json") });
  const names = module
    .getSourceFileOrThrow(join(root, "runtime/codegen.ts"))
    .getExportedDeclarations()
    .keys();
  expect([...runtimeExports].sort()).toEqual([...names].sort());
  const file = config(JSON.stringify(runtimeExports), targetDefaults.runtime);
  expect((await readConfig(file)).diagnostics).toEqual([]);
});

test("a name that the default runtime lacks, and one that is listed twice, are reported with their positions", async () => {
  const report = async (names: string, runtime: string): Promise<readonly string[]> =>
    (await readConfig(config(names, runtime))).diagnostics.map(
      ({ code, message, help, position: { line, column } }) =>
        `${line}:${column} ${code}: ${message}${help === undefined ? "" : `; ${help}`}`,
    );
  const exports = '\n["guestExecAndwait",\n"connect"]';
  expect(await report(exports, targetDefaults.runtime)).toEqual([
    '2:2 config-shape: "qapi-ts/codegen" does not export "guestExecAndwait"; did you mean "guestExecAndWait"?',
    '3:1 config-shape: "qapi-ts/codegen" does not export "connect"',
  ]);
  expect(await report(exports, "./mine.js")).toEqual([]);
  for (const runtime of [targetDefaults.runtime, "./mine.js"]) {
    expect(await report('\n["validate",\n"validate"]', runtime)).toEqual([
      '3:1 config-shape: "validate" is in "targets.0.exports" twice',
    ]);
  }
});

test.each([
  '"a"',
  "[1]",
  '[""]',
  '["a-b"]',
  '["a } from \\"x\\"; //"]',
  '["1a"]',
  '["default"]',
  '["class"]',
])("the member exports refuses anything else: %s", async (names) => {
  const { diagnostics } = await readConfig(config(names));
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["config-shape"]));
});

function config(names: string, runtime = "./mine.js"): string {
  const text = `{ "targets": [{ "schema": "s.json", "out": "out", "runtime": "${runtime}", "exports": ${names} }] }`;
  return join(temporaryFolder({ "config.json": text }), "config.json");
}
