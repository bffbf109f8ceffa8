import { expect, test } from "vitest";
import { wrap } from "../../../generator/print-schema/wrap.js";

test("a sentence is broken between words", () => {
  const lines = wrap("word ".repeat(30).trim());
  expect(lines.map((line) => line.length)).toEqual([64, 64, 19]);
  expect(lines.join(" ")).toBe("word ".repeat(30).trim());
});

test("a line may be full, and not more than full", () => {
  const word = "x".repeat(33);
  expect(wrap(`${word}x ${word}`)).toHaveLength(1);
  expect(wrap(`${word}x ${word}x`)).toHaveLength(2);
  expect(wrap(`${word}x ${word}`, 1)).toHaveLength(2);
});

test("a word that is too long has a line of its own", () => {
  expect(wrap(`a ${"x".repeat(100)} b`)).toEqual(["a", "x".repeat(100), "b"]);
});
