import { describe, expect, test } from "vitest";
import type { Condition, EnumValue } from "../../../generator/model/index.js";
import { BuildConditions } from "../../../schema/print/compare/conditions.js";
import type { Observation } from "../../../schema/print/compare/facts.js";

const defined = (name: string): Condition => ({ kind: "defined", name });
const not = (condition: Condition): Condition => ({ kind: "not", condition });
const all = (...conditions: Condition[]): Condition => ({ kind: "all", conditions });
const any = (...conditions: Condition[]): Condition => ({ kind: "any", conditions });

function seen(condition: Condition | undefined, present: boolean): Observation {
  const position = { file: "case.json", line: 1, column: 1 };
  const fact: EnumValue = { name: "value", position, condition, features: [] };
  return { fact, path: "Type.value", present };
}

const [a, b] = [defined("A"), defined("B")];

describe("what is there says which conditions hold", () => {
  test.each<[string, Observation, Record<string, boolean>]>([
    ["a name", seen(a, true), { A: true }],
    ["a name that is not defined", seen(a, false), { A: false }],
    ["a negation", seen(not(a), true), { A: false }],
    ["all of several", seen(all(a, not(b)), true), { A: true, B: false }],
    ["not all of several leaves it open", seen(all(a, b), false), {}],
    ["none of several", seen(any(a, b), false), { A: false, B: false }],
    ["any of several leaves it open", seen(any(a, b), true), {}],
    ["no condition", seen(undefined, true), {}],
  ])("%s", (_, observation, defines) => {
    expect(Object.fromEntries(new BuildConditions([observation]).defines)).toEqual(defines);
  });
});

describe("what does not fit is told", () => {
  test.each<[string, Observation, boolean]>([
    ["no condition, and missing", seen(undefined, false), false],
    ["the opposite of what was seen before", seen(b, true), false],
    ["all, one of them false", seen(all(a, b), true), false],
    ["all, one of them unknown", seen(all(a, defined("C")), false), true],
    ["all, one of them false, the other unknown", seen(all(b, defined("C")), false), true],
    ["any, one of them true", seen(any(a, defined("C")), false), false],
    ["any, one of them unknown", seen(any(b, defined("C")), true), true],
    ["the negation of what is not", seen(not(b), true), true],
    ["the negation of what is", seen(not(a), true), false],
  ])("%s", (_, observation, fits) => {
    const conditions = new BuildConditions([seen(a, true), seen(b, false)]);
    expect(conditions.agrees(observation)).toBe(fits);
  });
});
