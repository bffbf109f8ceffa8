import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCompiled } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const deep = 100_000;
const nested = (open: string, close: string, inner = ""): string =>
  open.repeat(deep) + inner + close.repeat(deep);
const builtins = [
  { name: "str", "meta-type": "builtin", "json-type": "string" },
  { name: "0", "meta-type": "object", members: [] },
];
const manyEntries = [
  ...builtins,
  { name: "c", "meta-type": "command", "arg-type": "t", "ret-type": "0" },
  {
    name: "t",
    "meta-type": "object",
    members: Array.from({ length: 130_000 }, (_, n) => ({ name: `m${n}`, type: `e${n % 9}` })),
  },
  ...Array.from({ length: 9 }, (_, n) => ({ name: `e${n}`, "meta-type": "enum", values: [`v${n}`] })),
];

/** Inputs that are deep or long, the command that reads them, and what is printed. */
const cases: readonly (readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  expected: RegExp,
])[] = [
  [
    "nested objects",
    { "s.json": nested("{ 'a': ", "}", "'x'") },
    ["check", "s.json"],
    /^s\.json:1:\d+: error too-deep/,
  ],
  [
    "nested arrays",
    { "s.json": `{ 'a': ${nested("[", "]")} }` },
    ["check", "s.json"],
    /^s\.json:1:\d+: error too-deep/,
  ],
  [
    "nested conditions",
    { "s.json": `{ 'command': 'c', 'if': ${nested("{ 'not': ", "}", "'A'")} }` },
    ["check", "s.json"],
    /^s\.json:1:\d+: error too-deep/,
  ],
  [
    "a nested config",
    { "c.json": nested("[", "]") },
    ["generate", "--config", "c.json"],
    /^c\.json:1:201: error config-syntax: .*more than 200 levels/,
  ],
  [
    "a nested config of objects",
    { "c.json": nested('{"targets":', "}", "1") },
    ["generate", "--config", "c.json"],
    /^c\.json:1:\d+: error config-syntax/,
  ],
  [
    "an unclosed config",
    { "c.json": "[".repeat(deep) },
    ["generate", "--config", "c.json"],
    /^c\.json:1:201: error config-syntax/,
  ],
  [
    "nested annotations",
    { "s.json": "{ 'command': 'c' }\n", "a.json": nested("[", "]") },
    ["check", "s.json", "--annotations", "a.json"],
    /^a\.json:1:201: error annotations-syntax/,
  ],
  [
    "a nested answer",
    { "a.json": nested("[", "]") },
    ["import", "a.json", "--out", "out"],
    /^qapi-ts: "a\.json" is not an answer/,
  ],
  [
    "200,000 syntax errors",
    { "s.json": "{ 'struct' }\n".repeat(200_000) },
    ["check", "s.json"],
    /\n199900 more errors not shown\n$/,
  ],
  [
    "200,000 errors in a config",
    { "c.json": `[${"?,".repeat(200_000)}]` },
    ["generate", "--config", "c.json"],
    /^c\.json:1:2: error config-syntax/,
  ],
  [
    "an answer of 130,000 members",
    { "a.json": JSON.stringify(manyEntries) },
    ["import", "a.json", "--out", "out"],
    /^$/,
  ],
  [
    "a long name",
    { "s.json": `{ 'struct': 'A${"a".repeat(16e6)}_', 'data': {} }\n` },
    ["check", "s.json"],
    /^s\.json:1:13: error bad-name: .*longer than 1000 characters/,
  ],
  [
    "16 MB of spaces",
    { "s.json": `${" ".repeat(16e6)}x\n` },
    ["check", "s.json"],
    /^s\.json:1:16000001: error stray-text/,
  ],
  [
    "a word of 16 MB",
    { "s.json": `${"x".repeat(16e6)}\n` },
    ["check", "s.json"],
    /^s\.json:1:1: error stray-text: .*\(16000000 characters\)/,
  ],
  [
    "a documentation line of 16 MB",
    { "s.json": `##\n# @c:\n#\n# ${"`a:a".repeat(4e6)}\n##\n{ 'command': 'c', 'data': { 'a': 'X' } }\n` },
    ["check", "s.json"],
    /error unknown-type/,
  ],
];

describe("deep and long inputs are diagnosed, without a stack trace", () => {
  test.each(cases)("%s", (_, files, args, expected) => {
    const { status, error } = runCompiled(temporaryFolder(files), args);
    expect(error).toMatch(expected);
    expect(error).not.toMatch(/\n {4}at |RangeError/);
    expect(status).toBe(error === "" ? 0 : 1);
    expect(error.length).toBeLessThan(200_000);
  });

  test("a chain of 3,000 includes", () => {
    const folder = temporaryFolder();
    for (let n = 0; n < 3000; n++) {
      const next = n < 2999 ? `{ 'include': 's${n + 1}.json' }\n` : "{ 'command': 'C' }\n";
      writeFileSync(join(folder, `s${n}.json`), next);
    }
    const { status, error } = runCompiled(folder, ["check", "s0.json"]);
    expect(status).toBe(1);
    expect(error).toMatch(/^s2999\.json:1:14: error name-case/);
    expect(error).toContain("included from s2998.json:1:14");
    expect(error.split("\n").length).toBeLessThan(20);
  });

  test("messages that are nested 100,000 deep, and integers of 6 million digits", () => {
    const folder = temporaryFolder({ "s.json": "{ 'command': 'c', 'data': { 'a': 'any', 'n': 'int' } }\n" });
    const message = (value: string): string =>
      `{"kind": "command", "command": "c", "json": {"execute": "c", "arguments": {"a": ${value}, "n": 1}}}\n`;
    const input =
      message(nested("[", "]")) +
      message(nested('{"a":', "}", "1")) +
      message("9".repeat(6e6)) +
      message("1");
    const { status, out, error } = runCompiled(folder, ["validate", "s.json"], input);
    expect([status, error]).toEqual([0, ""]);
    expect(out.split("\n")).toEqual([
      "reject line: has more than 1025 levels of nesting",
      "reject line: has more than 1025 levels of nesting",
      "accept",
      "accept",
      "",
    ]);
  });
});
