import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, importText } from "./support/import-text.js";

const file = join(import.meta.dirname, "cases/names-after-use/answer.json");
const answer = JSON.parse(readFileSync(file, "utf8")) as readonly object[];
const before = importText({ answer });

/** The definitions of a schema, each with its documentation. */
function blocks(text: string): readonly string[] {
  return text.split("\n\n").filter((block) => !block.includes("'pragma'"));
}

test("the order of the entries does not change the definitions", () => {
  expect(importText({ answer })).toBe(before);
  const byType = [...answer].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect([...blocks(importText({ answer: byType }))].sort()).toEqual([...blocks(before)].sort());
});

test("masked names do not affect type names", () => {
  const shifted = JSON.stringify(answer).replace(
    /"(\[?)(\d+)(\]?)"/g,
    (_, open, number, close) => `"${String(open)}${String(Number(number) * 7 + 100)}${String(close)}"`,
  );
  expect(importText({ answer: JSON.parse(shifted) as unknown })).toBe(before);
});

test.each(["at the beginning", "at the end"])("a command added %s renames no type", (where) => {
  const added = [
    { name: "x-more", "meta-type": "command", "arg-type": "100", "ret-type": "101" },
    {
      name: "100",
      "meta-type": "object",
      members: [
        { name: "state", type: "102" },
        { name: "like", type: "5" },
      ],
    },
    { name: "101", "meta-type": "object", members: [{ name: "state", type: "102" }] },
    { name: "102", "meta-type": "enum", values: ["z"] },
  ];
  const after = importText({
    answer: where === "at the end" ? [...answer, ...added] : [...added, ...answer],
  });
  const afterBlocks = new Set(blocks(after));
  expect(blocks(before).filter((block) => !afterBlocks.has(block))).toEqual([]);
  expect(afterBlocks.size).toBe(blocks(before).length + 3);
});

test("type names of an earlier import are kept", () => {
  const names = check(before.replaceAll("DiskAddFileState", "OurState")).model;
  expect(names).toBeDefined();
  const text = importText({ answer }, names && { names });
  expect(text).toContain("{ 'enum': 'OurState', 'data': [ 'b' ] }");
});
