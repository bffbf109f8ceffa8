import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";

const cases = join(import.meta.dirname, "../generator/emit/cases");

test("everything that the emitter is expected to make type-checks, in one program", () => {
  const files = readdirSync(cases, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(compile(files.map((path) => join(cases, path)))).toEqual([]);
});
