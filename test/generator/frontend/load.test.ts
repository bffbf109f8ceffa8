import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatDiagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const struct = (name: string): string => `{ 'struct': '${name}', 'data': {} }\n`;

test("places the definitions of an included file at its first include", () => {
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

test("lists the include directives that lead to an included file", () => {
  const folder = temporaryFolder({
    "main.json": "\n{ 'include': 'a.json' }\n",
    "a.json": "\n\n  { 'include': 'b.json' }\n",
    "b.json": struct("lower"),
  });
  const [diagnostic] = readSchema(join(folder, "main.json")).diagnostics;
  expect(diagnostic?.position).toEqual({ file: join(folder, "b.json"), line: 1, column: 13 });
  expect(diagnostic?.includedFrom).toEqual([
    { file: join(folder, "a.json"), line: 3, column: 16 },
    { file: join(folder, "main.json"), line: 2, column: 14 },
  ]);
});

test("lists every input, including files that cannot be read", () => {
  const folder = temporaryFolder({
    "main.json": "{ 'include': 'a.json' }\n{ 'include': 'absent.json' }\n",
    "a.json": struct("FromA"),
  });
  const { inputs } = readSchema(join(folder, "main.json"));
  expect(inputs).toEqual(["main.json", "a.json", "absent.json"].map((file) => join(folder, file)));
});

test("names a file that is included by an absolute path by this path", () => {
  const folder = temporaryFolder({ "sub/a.json": "{ 'struct': 'Foo', 'data': { 'x': 'Nope' } }\n" });
  const file = join(folder, "sub/a.json");
  writeFileSync(join(folder, "main.json"), `{ 'include': '${file}' }\n`);
  const { diagnostics, sources } = readSchema(join(folder, "main.json"));
  expect(diagnostics.map(({ position }) => position.file)).toEqual([file]);
  expect(sources.map((each) => each.file)).toEqual([join(folder, "main.json"), file]);
});

test.each([1, 2, 3, 20])(
  "reports %i files that include each other, with the chain and the correction",
  (count) => {
    const next = (index: number): string => `file${(index + 1) % count}.json`;
    const files = Array.from({ length: count }, (_, index) => `\n{ 'include': '${next(index)}' }\n`);
    const folder = temporaryFolder(
      Object.fromEntries(files.map((text, index) => [`file${index}.json`, text])),
    );
    const { diagnostics } = readSchema(join(folder, "file0.json"));
    expect(diagnostics).toMatchObject([
      {
        code: "bad-include",
        message: 'cannot include "file0.json": a file cannot include itself, directly or through other files',
        help: "remove this include: each file can use the definitions of all files of the schema",
        position: { line: 2, column: 14 },
      },
    ]);
    expect(diagnostics[0]?.position.file).toMatch(`file${count - 1}.json`);
    expect(diagnostics[0]?.includedFrom ?? []).toHaveLength(count - 1);
  },
);

test("reports an unreadable entry file as a diagnostic without a line", () => {
  const missing = "/nonexistent/schema.json";
  const { model, diagnostics } = readSchema(missing);
  expect(model).toBeUndefined();
  expect(diagnostics[0]).toMatchObject({ code: "unreadable-file", position: { line: 0, column: 0 } });
  expect(diagnostics.map((each) => formatDiagnostic(each, []))).toEqual([
    `${missing}: error unreadable-file: cannot read the schema: ENOENT: no such file or directory\n`,
  ]);
});
