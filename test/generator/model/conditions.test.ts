import { expect, test } from "vitest";
import { canHold, holds, type Condition } from "../../../generator/model/conditions.js";

const a: Condition = { kind: "defined", name: "A" };
const b: Condition = { kind: "defined", name: "B" };
const not = (condition: Condition): Condition => ({ kind: "not", condition });

test.each<readonly [string, Condition, boolean]>([
  ["A", a, true],
  ["not A", not(a), true],
  ["A and not A", { kind: "all", conditions: [a, not(a)] }, false],
  ["A or not A", { kind: "any", conditions: [a, not(a)] }, true],
  ["not (A or not A)", not({ kind: "any", conditions: [a, not(a)] }), false],
  ["A and B and not B", { kind: "all", conditions: [a, b, not(b)] }, false],
  ["A and (B or not A)", { kind: "all", conditions: [a, { kind: "any", conditions: [b, not(a)] }] }, true],
])("canHold evaluates %s", (_, condition, possible) => {
  expect(canHold(condition)).toBe(possible);
});

test("holds evaluates all, any and not", () => {
  const defines = new Set(["A"]);
  expect(holds({ kind: "all", conditions: [a, b] }, defines)).toBe(false);
  expect(holds({ kind: "any", conditions: [a, b] }, defines)).toBe(true);
  expect(holds(not(b), defines)).toBe(true);
  expect(holds(undefined, defines)).toBe(true);
});
