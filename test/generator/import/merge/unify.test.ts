import { expect, test } from "vitest";
import { readSchemaInfo } from "../../../../generator/introspection/schema-info.js";
import { AnswerGraph } from "../../../../generator/import/answer.js";
import { unify } from "../../../../generator/import/merge/merge-types.js";

const infos = readSchemaInfo([
  ...["str", "int", "number", "bool", "any"].map((name) => ({
    name,
    "meta-type": "builtin",
    "json-type": name,
  })),
  { name: "[int]", "meta-type": "array", "element-type": "int" },
  { name: "[str]", "meta-type": "array", "element-type": "str" },
  { name: "enum", "meta-type": "enum", values: ["a"] },
  { name: "object", "meta-type": "object", members: [] },
  { name: "switch", "meta-type": "enum", values: ["on", "auto"] },
  { name: "size", "meta-type": "enum", values: ["2x"] },
  { name: "bool or object", "meta-type": "alternate", members: [{ type: "bool" }, { type: "object" }] },
  { name: "switch or object", "meta-type": "alternate", members: [{ type: "switch" }, { type: "object" }] },
  { name: "size or object", "meta-type": "alternate", members: [{ type: "size" }, { type: "object" }] },
  { name: "text or object", "meta-type": "alternate", members: [{ type: "str" }, { type: "object" }] },
]);

function graph(name: string): AnswerGraph {
  return new AnswerGraph({ origin: { name, version: undefined, target: undefined }, infos });
}

const graphs = [graph("old"), graph("new")];
const builtin = (name: string) => ({ kind: "builtin", name });
const typeClass = (typeKind: string) => ({ kind: "class", typeKind });

test.each<readonly [string | undefined, string | undefined, object]>([
  ["int", "int", builtin("int")],
  ["int", undefined, builtin("int")],
  ["int", "number", builtin("number")],
  ["int", "str", builtin("any")],
  ["enum", "enum", typeClass("enum")],
  ["enum", "str", builtin("str")],
  ["enum", "int", builtin("any")],
  ["object", undefined, typeClass("object")],
  ["object", "str", builtin("any")],
  ["object", "[int]", builtin("any")],
  ["[int]", "[str]", { kind: "array", elements: ["int", "str"] }],
  ["[int]", undefined, { kind: "array", elements: ["int", undefined] }],
  ["text or object", "text or object", typeClass("alternate")],
  ["text or object", "object", typeClass("alternate")],
  ["text or object", "[int]", typeClass("alternate")],
  ["text or object", "bool", builtin("any")],
  ["text or object", "any", builtin("any")],
  ["text or object", "bool or object", builtin("any")],
  ["text or object", "switch or object", typeClass("alternate")],
  ["bool or object", "switch or object", builtin("any")],
  ["bool or object", "size or object", typeClass("alternate")],
  ["size or object", "int", builtin("any")],
  ["switch or object", "number", typeClass("alternate")],
])("unifies %s and %s", (first, second, expected) => {
  expect(unify(graphs, [first, second])).toEqual(expected);
  expect(unify(graphs, [second, first])).toMatchObject("elements" in expected ? { kind: "array" } : expected);
});
