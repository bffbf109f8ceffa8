import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { moduleFolders } from "../../../../generator/codegen/names/names.js";

test.each([
  ["block-core", "block-core"],
  ["sub/part", "sub/part"],
  ["../../qapi/block-core", "qapi/block-core"],
  ["/etc/passwd", "etc/passwd"],
  ["C:\\windows", "C/windows"],
  ["types.ts", "types-ts"],
  ["..", "module"],
  ["con", "con_"],
  ["a/NUL/b", "a/NUL_/b"],
  ["node_modules/x", "node_modules_/x"],
  ["we\u2028ird\u0000 name", "we-ird-name"],
])("writes the module %j to the folder %s", (module, folder) => {
  expect(moduleFolders([module]).get(module)).toBe(folder);
});

test("separates modules whose names differ only in case", () => {
  expect(Object.fromEntries(moduleFolders(["Block", "block", "BLOCK"]))).toEqual({
    BLOCK: "BLOCK",
    Block: "Block-2",
    block: "block-3",
  });
});

test("returns distinct folders inside the output folder that cannot collide with files", () => {
  const part = fc.constantFrom(
    "..",
    ".",
    "",
    "a",
    "A",
    "con",
    "~",
    "\\",
    "C:",
    "types.ts",
    "\0",
    "é",
    " ",
    "index",
  );
  const name = fc.array(part, { maxLength: 5 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(name), (modules) => {
      const folders = [...moduleFolders(modules).values()];
      for (const folder of folders) {
        expect(folder).toMatch(/^[\w-]+(\/[\w-]+)*$/);
        for (const path of [posix, win32]) expect(path.normalize(folder).startsWith("..")).toBe(false);
      }
      expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(modules.length);
    }),
  );
});
