import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const struct = (name: string): string => `{ 'struct': '${name}', 'data': {} }\n`;

test("an included file's definitions stand where it is first included", () => {
  const folder = temporaryFolder({
    "main.json": `${struct("First")}{ 'include': 'sub/a.json' }\n{ 'include': 'b.json' }\n${struct("Last")}`,
    "sub/a.json": `{ 'include': '../b.json' }\n${struct("FromA")}`,
    "b.json": struct("FromB"),
  });
  const { model } = readSchema(join(folder, "main.json"));
  expect(model?.definitions.map(({ name }) => name)).toEqual(["First", "FromB", "FromA", "Last"]);
  expect(model?.modules.map(({ name, includes }) => [name, includes])).toEqual([
    ["main", ["sub/a", "b"]],
    ["sub/a", ["b"]],
    ["b", []],
  ]);
});

test("a finding in an included file names every include that led there", () => {
  const folder = temporaryFolder({
    "main.json": "\n{ 'include': 'a.json' }\n",
    "a.json": "\n\n  { 'include': 'b.json' }\n",
    "b.json": struct("lower"),
  });
  const [finding] = readSchema(join(folder, "main.json")).diagnostics;
  expect(finding?.position).toEqual({ file: join(folder, "b.json"), line: 1, column: 13 });
  expect(finding?.includedFrom).toEqual([
    { file: join(folder, "a.json"), line: 3, column: 16 },
    { file: join(folder, "main.json"), line: 2, column: 14 },
  ]);
});

test("files that include each other are told, with the chain", () => {
  const folder = temporaryFolder({
    "main.json": "{ 'include': 'a.json' }\n",
    "a.json": "{ 'include': 'main.json' }\n",
  });
  const [finding] = readSchema(join(folder, "main.json")).diagnostics;
  expect(finding?.message).toContain("cannot include itself");
  expect(finding?.includedFrom?.map(({ line }) => line)).toEqual([1]);
});

test("an entry that cannot be read is a diagnostic, not an exception", () => {
  const { model, diagnostics } = readSchema("/nonexistent/schema.json");
  expect(model).toBeUndefined();
  expect(diagnostics[0]).toMatchObject({ code: "unreadable-file", position: { line: 1 } });
  expect(diagnostics[0]?.message).toBe("cannot read the schema: ENOENT: no such file or directory");
});
