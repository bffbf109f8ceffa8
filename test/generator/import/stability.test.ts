import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, importText } from "./support/import-text.js";

const file = join(import.meta.dirname, "cases/names-after-use/answer.json");
const answer = JSON.parse(readFileSync(file, "utf8")) as readonly object[];
const before = importText({ answer });

/** What stands in the schema, each definition with all its text. */
function blocks(text: string): readonly string[] {
  return text.split("\n\n").filter((block) => !block.includes("'pragma'"));
}

test("the same answer gives the same schema, in whatever order its entries come", () => {
  expect(importText({ answer })).toBe(before);
  const byType = [...answer].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect([...blocks(importText({ answer: byType }))].sort()).toEqual([...blocks(before)].sort());
});

test("masked numbers have no say in names", () => {
  const shifted = JSON.stringify(answer).replace(
    /"(\[?)(\d+)(\]?)"/g,
    (_, open, number, close) => `"${String(open)}${String(Number(number) * 7 + 100)}${String(close)}"`,
  );
  expect(importText({ answer: JSON.parse(shifted) as unknown })).toBe(before);
});

test.each(["at the beginning", "at the end"])("a command that is added %s renames nothing", (where) => {
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
  const there = new Set(blocks(after));
  expect(blocks(before).filter((block) => !there.has(block))).toEqual([]);
  expect(there.size).toBe(blocks(before).length + 3);
});

test("an earlier import gives later ones its names", () => {
  const names = check(before.replaceAll("DiskAddFileState", "OurState")).model;
  expect(names).toBeDefined();
  const text = importText({ answer }, names && { names });
  expect(text).toContain("{ 'enum': 'OurState', 'data': [ 'b' ] }");
});
