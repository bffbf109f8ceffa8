import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeControls, quote } from "../../../generator/diagnostics/escape.js";

test("quote escapes everything but printable ASCII, and JSON.parse reverses it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(quote(text)).toMatch(/^"[\x20-\x7e]*"$/);
      expect(JSON.parse(quote(text))).toBe(text);
    }),
  );
});

test.each([
  ["\u001b[31mred", "\\u001b[31mred"],
  ["bell\u0007", "bell\\u0007"],
  ["right-to-left \u202e", "right-to-left \\u202e"],
  ["zero width \u200b", "zero width \\u200b"],
  ["line\nend", "line\nend"],
  ["café 漢字", "café 漢字"],
])("escapeControls(%j) is %j", (text, escaped) => {
  expect(escapeControls(text)).toBe(escaped);
});
