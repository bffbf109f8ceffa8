import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, strictest } from "../support/compile.js";

// Over the bindings of QEMU as a user has them: compiled, by the package's name.

const accepted = join(import.meta.dirname, "accepted");
const cases = join(import.meta.dirname, "cases");
const programs = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith(".ts"));
const textOf = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

test.each(programs(accepted))("what is right is accepted: %s", (name) => {
  expect(compile({ [name]: textOf(accepted, name) }, strictest)).toEqual([]);
});

test.each(programs(cases))("what is wrong is rejected, each with its reason: %s", async (name) => {
  const findings = compile({ [name]: textOf(cases, name) }, strictest);
  // The first line says it; those below tell how the compiler came upon it.
  const told = findings.map((finding) => `${finding.split("\n")[0] ?? ""}\n`).join("");
  await expect(told).toMatchFileSnapshot(join(cases, name.replace(/\.ts$/, ".txt")));
});
