import { describe, expect, test } from "vitest";
import { closestOf, suggest } from "../../../generator/diagnostics/suggest.js";

const names = ["command", "allow-oob", "allow-preconfig", "if", "x", "Size"];

describe("the name that a misspelt one probably means", () => {
  test.each([
    ["comand", "command"],
    ["commnad", "command"],
    ["COMMAND", "command"],
    ["allow_oob", "allow-oob"],
    ["allow-precofnig", "allow-preconfig"],
    ["iff", "if"],
    ["Sise", "Size"],
    ["cmd", undefined],
    ["y", undefined],
    ["", undefined],
    ["x".repeat(101), undefined],
  ])("%s: %s", (name, expected) => {
    expect(closestOf(name, names)).toBe(expected);
  });
});

test("without a close name, the help lists the valid names if they are few", () => {
  expect(suggest("other", ["a", "b"])).toEqual({ help: 'valid: "a", "b"' });
  expect(
    suggest(
      "other",
      Array.from({ length: 21 }, (_, n) => `name-${n}`),
    ),
  ).toEqual({});
  expect(suggest("other", [])).toEqual({});
});
