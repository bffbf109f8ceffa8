import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeText } from "../../../runtime/index.js";

test("leaves no control character in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeText(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("escapes control characters, keeps other text and cuts long text", () => {
  expect(escapeText("\u001b[31mé\u009b")).toBe("\\u001b[31mé\\u009b");
  expect(escapeText("x".repeat(5000))).toBe(`${"x".repeat(1000)}… (5000 characters)`);
});
