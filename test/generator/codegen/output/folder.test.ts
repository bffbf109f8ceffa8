import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readFolder, removeFiles, writeFiles } from "../../../../generator/codegen/output/folder.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

test("reads TypeScript files and does not follow links", () => {
  const folder = temporaryFolder({
    "a.ts": "1",
    "sub/deep/b.ts": "2",
    "c.json": "3",
    "node_modules/d.ts": "4",
  });
  symlinkSync(join(folder, "sub"), join(folder, "link"));
  expect(Object.fromEntries(readFolder(folder))).toEqual({ "a.ts": "1", "sub/deep/b.ts": "2" });
});

test("reads a missing folder as empty", () => {
  expect(readFolder(join(temporaryFolder(), "none")).size).toBe(0);
});

test("creates folders for the files that it writes", () => {
  const folder = temporaryFolder();
  writeFiles(folder, new Map([["x/y/z.ts", "text"]]));
  expect(readFileSync(join(folder, "x/y/z.ts"), "utf8")).toBe("text");
});

test("removes a file and the folders that become empty", () => {
  const folder = temporaryFolder({ "a/b/c/x.ts": "", "a/keep.txt": "", "y.ts": "" });
  removeFiles(folder, ["a/b/c/x.ts", "y.ts"]);
  expect(existsSync(join(folder, "a/b"))).toBe(false);
  expect(existsSync(join(folder, "a/keep.txt"))).toBe(true);
  expect(existsSync(folder)).toBe(true);
});
