import { expect, test } from "vitest";
import { runCompiled } from "./support.js";

test("prints nothing but the result", () => {
  const { status, out, error } = runCompiled(".", ["--version"]);
  expect([status, error]).toEqual([0, ""]);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
