import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Model } from "../../../generator/model/index.js";
import { printSchema, type PrintedFile } from "../../../generator/print-schema/schema.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { withoutPositions } from "../support/model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Each case is a folder with a schema in `read` and the expected text in `printed`. */
const folder = join(import.meta.dirname, "cases");

function modelOf(entry: string): Model {
  const { model, diagnostics } = readSchema(entry);
  expect(diagnostics).toEqual([]);
  if (!model) throw new Error(`${entry} is invalid`);
  return model;
}

function written(files: readonly PrintedFile[]): string {
  return temporaryFolder(Object.fromEntries(files.map(({ path, text }) => [path, text])));
}

function filesUnder(path: string): string[] {
  const all = readdirSync(path, { recursive: true, encoding: "utf8" });
  return all.filter((file) => file.endsWith(".json")).sort();
}

describe.each(readdirSync(folder))("%s", (name) => {
  const files = printSchema(modelOf(join(folder, name, "read/schema.json")));

  test("is printed as expected", async () => {
    for (const { path, text } of files)
      await expect(text).toMatchFileSnapshot(join(folder, name, "printed", path));
    expect(files.map(({ path }) => path).sort()).toEqual(filesUnder(join(folder, name, "printed")));
  });

  test("is read back as the same model", () => {
    const again = modelOf(join(written(files), "schema.json"));
    expect(withoutPositions(again)).toEqual(
      withoutPositions(modelOf(join(folder, name, "read/schema.json"))),
    );
  });

  test("is printed identically after being read back", () => {
    expect(printSchema(modelOf(join(written(files), "schema.json")))).toEqual(files);
  });
});

describe("headers and pragmas", () => {
  const model = modelOf(join(folder, "modules/read/schema.json"));

  test("every file starts with its header", () => {
    const files = printSchema(model, { header: ({ name }) => [`This is ${name}.`, "", "See there."] });
    const heads = files.map(({ text }) => text.split("\n").slice(0, 3));
    expect(heads).toContainEqual(["# This is parts/second.", "#", "# See there."]);
    expect(files.every(({ text }) => /^# This is .*\n#\n# See there\.\n(\n|$)/.test(text))).toBe(true);
  });

  test("the pragmas are printed in the requested module", () => {
    const language = modelOf(join(folder, "language/read/schema.json"));
    const framed = { ...language, modules: [...language.modules, ...model.modules.slice(1, 2)] };
    const files = printSchema(framed, { pragmaModule: "first" });
    const holders = files.filter(({ text }) => text.includes("'pragma'")).map(({ path }) => path);
    expect(holders).toEqual(["first.json"]);
    expect(readFileSync(join(folder, "language/printed/schema.json"), "utf8")).toMatch(/^\{ 'pragma'/);
  });
});
