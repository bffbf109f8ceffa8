import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";

// Over the bindings of QEMU as a user has them: compiled, by the package's name.

const accepted = join(import.meta.dirname, "accepted");
const cases = join(import.meta.dirname, "cases");

test("what is right is accepted", () => {
  expect(compile(readdirSync(accepted).map((name) => join(accepted, name)))).toEqual([]);
});

const rejected = readdirSync(cases).filter((name) => name.endsWith(".ts"));
test.each(rejected)("what is wrong is rejected, each with its reason: %s", async (name) => {
  const findings = compile([join(cases, name)]);
  await expect(`${findings.join("\n")}\n`).toMatchFileSnapshot(join(cases, name.replace(/\.ts$/, ".txt")));
});
