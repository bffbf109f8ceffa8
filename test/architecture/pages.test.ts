import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The files and folders below a folder, with a slash before them and one after a folder. */
const pathsBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ parentPath }) => !/\/(dist|node_modules)(\/|$)/.test(parentPath))
    .map((each) => join(each.parentPath, each.name).slice(root.length) + (each.isDirectory() ? "/" : ""));

const packages = ["runtime", "generator", "tools", "fleet", "generated", "schema", "test"];

test.each([
  ["ARCHITECTURE.md", packages],
  ["runtime/ARCHITECTURE.md", ["runtime"]],
  ["generator/ARCHITECTURE.md", ["generator"]],
  ["tools/ARCHITECTURE.md", ["tools"]],
  ["fleet/ARCHITECTURE.md", ["fleet"]],
])("the paths in %s exist", (page, folders) => {
  const text = readFileSync(join(root, page), "utf8");
  const named = text.match(/(?<=`)(?:[a-z][\w-]*\/)*[a-z][\w-]*(?:\.tsx?|\/)(?=`)/g) ?? [];
  expect(named.length).toBeGreaterThan(20);
  const known = folders.flatMap((folder) => [`/${folder}/`, ...pathsBelow(folder)]);
  expect(named.filter((path) => !known.some((each) => each.endsWith(`/${path}`)))).toEqual([]);
});
