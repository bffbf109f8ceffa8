import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCompiled, runHere } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Sets a title and a color, clears the screen, reverses the text, and moves to the start of the line. */
const escape = "\u001b]0;x\u0007\u001b[31m\u001b[2J\u202e\u009b1m\r\u0008\u007f";
const controls = /[^\n\x20-\x7e]/;

/** Schemas with escape sequences in every place of the language where text can be. */
const schemas: Readonly<Record<string, string>> = {
  text: `${escape}\n`,
  string: `{ 'struct': '${escape}' }\n`,
  key: `{ '${escape}': 'x' }\n`,
  comment: `##\n# @c: ${escape}\n##\n{ 'command': 'c${escape}' }\n`,
  "comment of another symbol": `##\n# @${escape}:\n##\n{ 'command': 'c' }\n`,
  "documented member": `##\n# @c:\n#\n# @${escape}: x\n##\n{ 'command': 'c' }\n`,
  "line of an error": `{ 'command': 'c', 'data': { 'a': 'Missing' } } # ${escape}\n`,
  include: `{ 'include': '${escape}' }\n`,
  opening: `## ${escape}\n`,
};

describe.each(Object.entries(schemas))("escape sequences in a schema (%s) are escaped", (_, text) => {
  test.each([
    ["check", (file: string) => ["check", file]],
    ["check as JSON", (file: string) => ["check", file, "--format", "json"]],
    ["introspect", (file: string) => ["introspect", file]],
    ["diff", (file: string) => ["diff", file, file]],
  ])("are escaped by %s", async (_name, args) => {
    const folder = temporaryFolder({ "s.json": text });
    const { out, error } = await runHere(args(join(folder, "s.json")));
    expect(out + error).not.toMatch(controls);
  });
});

test.each([
  ["a schema", (name: string) => ["check", name]],
  ["an answer", (name: string) => ["import", `${name}.json`, "--out", "x"]],
  ["a config", (name: string) => ["generate", "--config", name]],
  ["an option", (name: string) => [`--${name}`]],
  ["a command", (name: string) => [name]],
  ["an address", (name: string) => ["introspect", `unix:${name}`]],
])("escape sequences in the name of %s are escaped", async (_, args) => {
  const { status, out, error } = await runHere(args(escape));
  expect(status).not.toBe(0);
  expect(error).not.toBe("");
  expect(out + error).not.toMatch(controls);
});

test("escape sequences in the name of an existing file and an output folder are escaped", () => {
  const cwd = temporaryFolder();
  const name = `s\u001b[31m\u009b.json`;
  writeFileSync(join(cwd, name), "{ 'command': 'delete' }\n");
  const { status, out, error } = runCompiled(cwd, ["generate", name, "--out", `out${escape}`]);
  expect(status).toBe(0);
  expect(out + error).not.toMatch(controls);
});

test("escape sequences in an answer are escaped", async () => {
  const infos = [
    { name: escape, "meta-type": "command", "arg-type": escape, "ret-type": escape },
    { name: escape, "meta-type": escape },
  ];
  for (const info of infos) {
    const folder = temporaryFolder({ "a.json": JSON.stringify([info]) });
    for (const args of [
      ["import", "--out", join(folder, "out")],
      ["diff", join(folder, "a.json")],
    ]) {
      const [command = "", ...rest] = args;
      const { out, error } = await runHere([command, join(folder, "a.json"), ...rest]);
      expect(error).not.toBe("");
      expect(out + error).not.toMatch(controls);
    }
  }
});

test("no command writes to the process's streams except through the terminal that escapes", () => {
  const folder = join(import.meta.dirname, "../../../generator");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !/(^|\/)(node_modules|dist)\//.test(path),
  );
  const writing = files.filter((path) =>
    /process\.std(out|err)|console\.|stdio: "inherit"|"inherit"\]/.test(
      readFileSync(join(folder, path), "utf8"),
    ),
  );
  expect(writing).toEqual(["cli/main.ts"]);
  const raw = files.filter((path) => /terminal\.raw/.test(readFileSync(join(folder, path), "utf8")));
  expect(raw.sort()).toEqual(["cli/commands/diff.ts", "cli/run.ts"]);
});
