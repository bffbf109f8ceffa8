import { join } from "node:path";
import { expect, test } from "vitest";
import type { Condition } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { canHold } from "../../../generator/model/conditions.js";
import { possibleModel } from "../../../generator/model/prune.js";
import { temporaryFolder } from "../support/temporary-folder.js";

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
])("%s", (_, condition, possible) => {
  expect(canHold(condition)).toBe(possible);
});

test("a model keeps what some build has", () => {
  const folder = temporaryFolder({
    "main.json": `
{ 'command': 'here', 'if': { 'not': 'A' } }
{ 'event': 'NOWHERE', 'if': { 'all': [ 'A', { 'not': 'A' } ] } }`,
  });
  const { model } = readSchema(join(folder, "main.json"));
  const possible = model && possibleModel(model);
  expect(possible?.definitions.map(({ name }) => name)).toEqual(["here"]);
  expect(possible?.modules[0]?.definitions.length).toBe(1);
  expect(possible && possibleModel(possible)).toBe(possible);
});
