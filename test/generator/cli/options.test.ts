import { join } from "node:path";
import { expect, test } from "vitest";
import { conditionsOf, readConditions } from "../../../generator/cli/options.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("reads one condition per line and skips comments and empty lines", () => {
  const folder = temporaryFolder({ "defines.txt": "# all of them\n\nCONFIG_A\r\n  CONFIG_B\n" });
  expect(readConditions(join(folder, "defines.txt"))).toEqual(["CONFIG_A", "CONFIG_B"]);
});

test.each([
  ["CONFIG_TYPE", ["CONFIG_TYPE"]],
  ["CONFIG_TYPE=y", ["CONFIG_TYPE"]],
  ['CONFIG_TYPE="a b"', ["CONFIG_TYPE"]],
  ["CONFIG_TYPE=n\nA", ["A"]],
  ["# CONFIG_TYPE is not set\nA", ["A"]],
  ["#define CONFIG_TYPE", ["CONFIG_TYPE"]],
  ["#  define CONFIG_TYPE 1 /* on */", ["CONFIG_TYPE"]],
  ["#undef CONFIG_TYPE\n/*\n * Text\n */\n#pragma once\n#define min(a, b) a\n#define A", ["A"]],
  ["\n", []],
])("reads %j", (text, expected) => {
  expect(readConditions(join(temporaryFolder({ f: text }), "f"))).toEqual(expected);
});

test.each([
  ["A\nnot ( valid", 'f:2: "not ( valid" is not a condition. Write one per line, as CONFIG_LINUX,'],
  ["{ 'command': 'go' }", "f:1: \"{ 'command': 'go' }\" is not a condition."],
  ["# A\n#undef B\n", 'f" has no conditions. Write one per line, as CONFIG_LINUX,'],
])("refuses %j", (text, message) => {
  expect(() => readConditions(join(temporaryFolder({ f: text }), "f"))).toThrow(message);
});

test("combines names and files, and distinguishes no conditions from no flags", () => {
  const folder = temporaryFolder({ a: "A\n", empty: "" });
  const conditions = conditionsOf({ define: ["B"], definesFile: [join(folder, "a")] });
  expect([...(conditions ?? [])]).toEqual(["B", "A"]);
  expect(conditionsOf({ definesFile: [join(folder, "empty")] })).toEqual(new Set());
  expect(conditionsOf({})).toBeUndefined();
});
