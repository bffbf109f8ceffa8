import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCCondition, type CCondition } from "../../../../generator/frontend/legacy/conditions.js";

/** Returns a condition as text: with all operators as functions. */
function textOf(condition: CCondition | undefined): string {
  switch (condition?.kind) {
    case undefined:
      return "none";
    case "macro":
      return condition.name;
    case "not":
      return `not(${textOf(condition.operand)})`;
    case "constant":
      return String(condition.value);
    case "all":
    case "any":
      return `${condition.kind}(${condition.operands.map(textOf).join(", ")})`;
  }
}

describe("parses conditions in C", () => {
  test.each([
    ["defined(A)", "A"],
    ["defined A", "A"],
    [" defined ( A ) ", "A"],
    ["A", "A"],
    ["!defined(A)", "not(A)"],
    ["! ! A", "not(not(A))"],
    ["defined(A) && defined(B)", "all(A, B)"],
    ["A || B && C || !D", "any(A, all(B, C), not(D))"],
    ["(A || B) && C", "all(any(A, B), C)"],
    ["!(defined(A) || defined(B))", "not(any(A, B))"],
    ["defined(__linux__) || defined(_WIN32)", "any(__linux__, _WIN32)"],
    ["1", "true"],
    ["0 || A", "A"],
    ["1 || A", "true"],
    ["A && 1 && B", "all(A, B)"],
    ["A && 0", "false"],
    ["1 && 1", "true"],
  ])("%s", (text, expected) => {
    expect(textOf(parseCCondition(text))).toBe(expected);
  });
});

describe("names a macro after every other operand", () => {
  test.each([
    ["VERSION >= 3", "VERSION_GE_3"],
    ["GLIB_CHECK_VERSION(2, 40, 0) && A", "all(GLIB_CHECK_VERSION_2_40_0, A)"],
    ["(X & 2) == 2 || B", "any(X_AND_2_EQ_2, B)"],
    ["!defined(A) && size_max > 1", "all(not(A), SIZE_MAX_GT_1)"],
  ])("%s", (text, expected) => {
    expect(textOf(parseCCondition(text))).toBe(expected);
  });
});

test.each([
  "",
  " ",
  "A B)",
  "(A",
  "defined(",
  "defined()",
  "defined(1)",
  "A &&",
  "|| A",
  "A @ B",
  "#if A",
  "1 + 2",
])("returns undefined for %j", (text) => {
  expect(parseCCondition(text)).toBeUndefined();
});

test("returns the position of each name", () => {
  expect(parseCCondition("!A || defined(B)")).toMatchObject({
    operands: [{ operand: { offset: 1 } }, { name: "B", offset: 14 }],
  });
});

test("does not overflow the stack on deep text", () => {
  for (const text of ["(".repeat(100_000), "!".repeat(100_000) + "A", "(A)&&".repeat(10_000) + "A"]) {
    expect(() => parseCCondition(text)).not.toThrow();
  }
});

/** A condition as text, with its value for a set of macros. */
interface Sample {
  readonly text: string;
  readonly holds: (macros: ReadonlySet<string>) => boolean;
}

const { condition } = fc.letrec<{ condition: Sample; leaf: Sample }>((tie) => ({
  leaf: fc.constantFrom("A", "B", "C").map((name) => ({
    text: `defined(${name})`,
    holds: (macros: ReadonlySet<string>) => macros.has(name),
  })),
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    tie("condition").map(({ text, holds }) => ({
      text: `!(${text})`,
      holds: (macros: ReadonlySet<string>) => !holds(macros),
    })),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) => ({
      text: `(${a.text}) && (${b.text})`,
      holds: (macros: ReadonlySet<string>) => a.holds(macros) && b.holds(macros),
    })),
    fc.tuple(tie("leaf"), tie("condition")).map(([a, b]) => ({
      text: `${a.text} || ${b.text}`,
      holds: (macros: ReadonlySet<string>) => a.holds(macros) || b.holds(macros),
    })),
  ),
}));

function holds(parsed: CCondition, macros: ReadonlySet<string>): boolean {
  switch (parsed.kind) {
    case "macro":
      return macros.has(parsed.name);
    case "not":
      return !holds(parsed.operand, macros);
    case "constant":
      return parsed.value;
    case "all":
      return parsed.operands.every((operand) => holds(operand, macros));
    case "any":
      return parsed.operands.some((operand) => holds(operand, macros));
  }
}

test("has the value that C gives it, for any macros", () => {
  fc.assert(
    fc.property(condition, fc.subarray(["A", "B", "C"]), (sample, defined) => {
      const parsed = parseCCondition(sample.text);
      const macros = new Set(defined);
      expect(parsed && holds(parsed, macros)).toBe(sample.holds(macros));
    }),
  );
});
