import { describe, expect, test } from "vitest";
import type { Condition, EnumValue } from "../../../generator/model/index.js";
import { BuildConditions } from "../../../schema/print/compare/conditions.js";
import type { Observation } from "../../../schema/print/compare/observations.js";

const defined = (name: string): Condition => ({ kind: "defined", name });
const not = (condition: Condition): Condition => ({ kind: "not", condition });
const all = (...conditions: Condition[]): Condition => ({ kind: "all", conditions });
const any = (...conditions: Condition[]): Condition => ({ kind: "any", conditions });

function observe(condition: Condition | undefined, present: boolean): Observation {
  const position = { file: "case.json", line: 1, column: 1 };
  const fact: EnumValue = { name: "value", position, condition, features: [] };
  return { fact, path: "Type.value", present };
}

const [a, b] = [defined("A"), defined("B")];

describe("infers the values of conditions", () => {
  test.each<[string, Observation, Record<string, boolean>]>([
    ["a defined name", observe(a, true), { A: true }],
    ["a name that is not defined", observe(a, false), { A: false }],
    ["a negation", observe(not(a), true), { A: false }],
    ["all of several", observe(all(a, not(b)), true), { A: true, B: false }],
    ["not all of several, which is undecided", observe(all(a, b), false), {}],
    ["none of several", observe(any(a, b), false), { A: false, B: false }],
    ["any of several, which is undecided", observe(any(a, b), true), {}],
    ["no condition", observe(undefined, true), {}],
  ])("%s", (_, observation, defines) => {
    expect(Object.fromEntries(new BuildConditions([observation]).defines)).toEqual(defines);
  });
});

describe("explains an observation", () => {
  test.each<[string, Observation, boolean]>([
    ["a missing fact without a condition", observe(undefined, false), false],
    ["the opposite of an earlier observation", observe(b, true), false],
    ["all, one of them false", observe(all(a, b), true), false],
    ["all, one of them unknown", observe(all(a, defined("C")), false), true],
    ["all, one of them false, the other unknown", observe(all(b, defined("C")), false), true],
    ["any, one of them true", observe(any(a, defined("C")), false), false],
    ["any, one of them unknown", observe(any(b, defined("C")), true), true],
    ["the negation of an undefined name", observe(not(b), true), true],
    ["the negation of a defined name", observe(not(a), true), false],
  ])("%s", (_, observation, expected) => {
    const conditions = new BuildConditions([observe(a, true), observe(b, false)]);
    expect(conditions.explain(observation)).toBe(expected);
  });
});
