import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { compile, root, strictest } from "../support/compile.js";

const cases = join(import.meta.dirname, "../generator/codegen/cases");

test("all expected output of the generator's test cases compiles in one program", () => {
  const files = readdirSync(cases, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(cases, path));
  expect(files.length).toBeGreaterThan(20);
  const programs = files.map(
    (file) => [relative(join(root, "test"), file), readFileSync(file, "utf8")] as const,
  );
  expect(compile(Object.fromEntries(programs), strictest)).toEqual([]);
});
