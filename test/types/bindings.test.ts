import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, root, strictest } from "../support/compile.js";

// The programs import the built bindings of QEMU by the package's name, as a user's program does.

const accepted = join(import.meta.dirname, "accepted");
const cases = join(import.meta.dirname, "cases");
const programs = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith(".ts"));
const textOf = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

test.each(programs(accepted))("a correct program compiles: %s", (name) => {
  expect(compile({ [name]: textOf(accepted, name) }, strictest)).toEqual([]);
});

/** The most lines of a message. */
const longestMessage = 8;

test.each(programs(cases))(
  "an incorrect program is rejected with the expected messages: %s",
  async (name) => {
    const diagnostics = compile({ [name]: textOf(cases, name) }, strictest);
    expect(diagnostics.filter((message) => message.split("\n").length > longestMessage)).toEqual([]);
    // The other lines of a message explain how the compiler found the error; they change between its versions.
    const messages = diagnostics.map((diagnostic) => `${diagnostic.split("\n")[0] ?? ""}\n`).join("");
    await expect(messages.replaceAll(`${root}/`, "")).toMatchFileSnapshot(
      join(cases, name.replace(/\.ts$/, ".txt")),
    );
  },
);
