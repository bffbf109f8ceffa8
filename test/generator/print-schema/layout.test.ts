import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../generator/frontend/source.js";
import { parseFile } from "../../../generator/frontend/parser.js";
import type { SyntaxNode } from "../../../generator/frontend/syntax.js";
import { layOut, type Value } from "../../../generator/print-schema/layout.js";

/** Strings that QAPI can represent, as names or values. */
const text = fc.string({
  unit: fc.constantFrom("a", "b", "_", " ", "-", "*", "\\", '"', "#", "[", "{", ":", ","),
  maxLength: 30,
});

const { value } = fc.letrec<{ value: Value; object: Value; list: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.boolean(), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 6 }).map((list) => ({ list })),
  object: fc
    .uniqueArray(fc.tuple(text, tie("value")), { maxLength: 6, selector: ([key]) => key })
    .map((entries) => ({ entries })),
}));

function valueOf(node: SyntaxNode): Value {
  switch (node.kind) {
    case "string":
    case "boolean":
      return node.value;
    case "array":
      return { list: node.elements.map(valueOf) };
    case "object":
      return { entries: node.entries.map((entry) => [entry.key.value, valueOf(entry.value)]) };
  }
}

function parsed(source: string): Value | undefined {
  const { value: items, diagnostics } = parseFile(new SourceFile("/case.json", "case.json", source));
  expect(diagnostics).toEqual([]);
  const [item] = items;
  return item?.kind === "expression" ? valueOf(item.node) : undefined;
}

describe("layOut", () => {
  test("is read back as the same expression", () => {
    fc.assert(
      fc.property(value, (inner) => {
        const whole: Value = { entries: [["key", inner]] };
        expect(parsed(layOut(whole))).toEqual(whole);
      }),
    );
  });

  test("does not exceed the line length with short strings", () => {
    const short = (length: number): string => "x".repeat(1 + (length % 7));
    const narrow = (inner: Value): Value => {
      if (typeof inner === "string") return short(inner.length);
      if (typeof inner === "boolean") return inner;
      if ("list" in inner) return { list: inner.list.map(narrow) };
      return { entries: inner.entries.map(([key, each]) => [short(key.length), narrow(each)]) };
    };
    const within = (inner: Value): void => {
      const widths = layOut(narrow(inner))
        .split("\n")
        .map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(78);
    };
    fc.assert(fc.property(value, within));
  });

  test.each(["it's", "\u00e4", "line\nbreak", "\u2028", "\t"])("rejects the string %j", (hostile) => {
    expect(() => layOut(hostile)).toThrow("cannot be written in QAPI");
    expect(() => layOut({ entries: [[hostile, true]] })).toThrow("cannot be written in QAPI");
  });
});
