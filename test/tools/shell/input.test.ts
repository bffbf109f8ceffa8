import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteWord, splitWords } from "../../../tools/shell/completion/words.js";
import { historyEntry } from "../../../tools/shell/history.js";
import { isIncomplete, parseInput } from "../../../tools/shell/input.js";

describe("an input of the shell", () => {
  test.each([
    ["query-status", false],
    ["qom-list --path 'a", true],
    ['qom-list {"path": "}"', true],
    ['qom-list {"path": "{"}', false],
    ['{"execute": "stop",', true],
    ['{"execute": "stop"}', false],
    ["{}}", false],
  ])("%j continues in the next line: %j", (input, expected) => {
    expect(isIncomplete(input)).toBe(expected);
  });

  test("is a command with words, with JSON, or a request", () => {
    expect(parseInput(" job-cancel  --id 'a b' ")).toMatchObject({
      name: "job-cancel",
      words: ["--id", "a b"],
    });
    expect(parseInput('job-cancel {"id":\\n"x"}'.replace("\\n", "\n"))).toMatchObject({
      name: "job-cancel",
      json: { id: "x" },
    });
    expect(parseInput('{"execute": "stop"}')).toMatchObject({ name: "stop", json: {} });
    expect(() => parseInput("stop {]")).toThrow("stop: the arguments are not valid JSON");
  });

  test("has words that are quoted and read again unchanged", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (values) => {
        const line = `${values.map(quoteWord).join(" ")} `;
        const words = splitWords(line).slice(0, -1);
        expect(words.map(({ value }) => value)).toEqual(values);
        for (const { start, end } of words) expect(start).toBeLessThan(end);
      }),
    );
  });
});

describe("the history", () => {
  test.each<[string, Parameters<typeof historyEntry>[1], string | undefined]>([
    ["stop", { execute: "stop", arguments: {} }, "stop"],
    [
      'qom-list {\n "path": "/"\n}',
      { execute: "qom-list", arguments: { path: "/" } },
      'qom-list { "path": "/" }',
    ],
    ["set_password ...", { execute: "set_password", arguments: { password: "x" } }, undefined],
    [
      "object-add ...",
      { execute: "object-add", arguments: { "qom-type": "secret", id: "s", data: "x" } },
      undefined,
    ],
    [
      "blockdev-add --key-secret s0",
      { execute: "blockdev-add", arguments: { "key-secret": "s0" } },
      "blockdev-add --key-secret s0",
    ],
    ["set_pasword --password x", undefined, undefined],
    ["help stop", undefined, "help stop"],
    ["stop \x1b[2J", undefined, undefined],
    ["  ", undefined, undefined],
  ])("keeps the right text of %j", (input, request, expected) => {
    expect(historyEntry(input, request)).toBe(expected);
  });
});
