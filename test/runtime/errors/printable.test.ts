import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../../runtime/index.js";

test("no control character survives, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("an escape sequence is shown, ordinary text is left alone, long text is cut", () => {
  expect(printable("\u001b[31mé\u009b")).toBe("\\u001b[31mé\\u009b");
  expect(printable("x".repeat(5000))).toBe(`${"x".repeat(1000)}… (5000 characters)`);
});
