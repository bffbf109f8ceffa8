import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../generator/frontend/source.js";
import type { Documentation, Position } from "../../../generator/model/index.js";
import { parseDocumentation } from "../../../generator/frontend/documentation/documentation.js";
import { parseFile } from "../../../generator/frontend/parser.js";
import {
  documentationComment,
  freeFormComment,
  wrap,
} from "../../../generator/print-schema/documentation.js";

const noPosition: Position = { file: "", line: 0, column: 0 };

const word = fc.constantFrom(
  "word",
  "a",
  "@name",
  "- ",
  "1. item",
  "::",
  ".. note::",
  "##",
  "#",
  "*/",
  "don't",
);

const line = fc
  .tuple(fc.constantFrom("", "  ", "    "), fc.array(word, { minLength: 1, maxLength: 14 }))
  .map(([indentation, words]) => indentation + words.join(" ").trimEnd());

/** Lines as the parser returns them: no blank first or last line, no common indentation. */
const lines = fc
  .array(fc.oneof({ weight: 4, arbitrary: line }, fc.constant("")), { minLength: 1, maxLength: 5 })
  .map((middle) => ["first line", ...middle, "last line"]);

const description = fc.oneof(lines, fc.constant([]), fc.constant(["one line"]));
const name = fc.constantFrom("a", "b-c", "d_e");
const item = fc.record({ name, lines: description, position: fc.constant(noPosition) });
const tag = fc.constantFrom("Returns", "Errors", "Since", "TODO", "Notes", "Example" as const);

const documentation = fc.record({
  symbol: fc.constantFrom("Thing", "EVENT", "a-command"),
  position: fc.constant(noPosition),
  body: fc.array(fc.record({ lines, position: fc.constant(noPosition) }), { maxLength: 1 }),
  members: fc.array(item, { maxLength: 3 }),
  features: fc.array(item, { maxLength: 3 }),
  sections: fc.array(fc.record({ tag, lines: description, position: fc.constant(noPosition) }), {
    maxLength: 3,
  }),
});

function read(comment: string): Documentation {
  const source = new SourceFile("/case.json", "case.json", `${comment}\n{ 'struct': 'Thing', 'data': {} }\n`);
  const { value: items, diagnostics } = parseFile(source);
  expect(diagnostics).toEqual([]);
  expect(items).toHaveLength(2);
  const [first] = items;
  if (first?.kind !== "comment") throw new Error("The comment is not read as a comment");
  return parseDocumentation(source, first.comment);
}

function withoutPositions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === "position" ? undefined : each)));
}

describe("documentationComment", () => {
  test("is read back as the same documentation", () => {
    fc.assert(
      fc.property(documentation, (original) => {
        const again = read(documentationComment(original));
        expect(withoutPositions(again)).toEqual(withoutPositions(original));
      }),
    );
  });

  test("keeps the order of text and sections", () => {
    const at = (line: number): Position => ({ ...noPosition, line });
    const original: Documentation = {
      symbol: "Thing",
      position: at(1),
      body: [
        { lines: ["Before."], position: at(2) },
        { lines: ["After."], position: at(4) },
      ],
      members: [],
      features: [],
      sections: [
        { tag: "Since", lines: ["1.0"], position: at(3) },
        { tag: "TODO", lines: ["More."], position: at(5) },
      ],
    };
    const comment = documentationComment(original);
    const order = ["Before.", "Since: 1.0", "After.", "TODO: More."];
    const places = order.map((text) => comment.indexOf(`\n# ${text}\n`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test("indents free-form text that looks like the documentation of a definition", () => {
    const comment = freeFormComment({ kind: "free-form", lines: ["@Thing:", "Text."], position: noPosition });
    expect(comment).toBe("##\n#     @Thing:\n#     Text.\n##");
  });
});

describe("wrap", () => {
  test("breaks a sentence between words", () => {
    const lines = wrap("word ".repeat(30).trim());
    expect(lines.map((line) => line.length)).toEqual([64, 64, 19]);
    expect(lines.join(" ")).toBe("word ".repeat(30).trim());
  });

  test("fills a line up to the line length minus the reserved columns", () => {
    const word = "x".repeat(33);
    expect(wrap(`${word}x ${word}`)).toHaveLength(1);
    expect(wrap(`${word}x ${word}x`)).toHaveLength(2);
    expect(wrap(`${word}x ${word}`, 1)).toHaveLength(2);
  });

  test("puts a word that exceeds the line length on a separate line", () => {
    expect(wrap(`a ${"x".repeat(100)} b`)).toEqual(["a", "x".repeat(100), "b"]);
  });
});
