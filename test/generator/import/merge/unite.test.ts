import { expect, test } from "vitest";
import { readSchemaInfo } from "../../../../generator/introspection/read-schema-info.js";
import { Graph } from "../../../../generator/import/graph.js";
import { unite } from "../../../../generator/import/merge/unite.js";

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
  { name: "text or object", "meta-type": "alternate", members: [{ type: "str" }, { type: "object" }] },
]);

function graph(name: string): Graph {
  return new Graph({ origin: { name, version: undefined, target: undefined }, infos });
}

const graphs = [graph("old"), graph("new")];
const builtin = (name: string) => ({ kind: "builtin", name });
const joint = (kind: string) => ({ kind: "joint", joint: kind });

test.each<readonly [string | undefined, string | undefined, object]>([
  ["int", "int", builtin("int")],
  ["int", undefined, builtin("int")],
  ["int", "number", builtin("number")],
  ["int", "str", builtin("any")],
  ["enum", "enum", joint("enum")],
  ["enum", "str", builtin("str")],
  ["enum", "int", builtin("any")],
  ["object", undefined, joint("object")],
  ["object", "str", builtin("any")],
  ["object", "[int]", builtin("any")],
  ["[int]", "[str]", { kind: "array", elements: ["int", "str"] }],
  ["[int]", undefined, { kind: "array", elements: ["int", undefined] }],
  ["text or object", "text or object", joint("alternate")],
  ["text or object", "object", joint("alternate")],
  ["text or object", "[int]", joint("alternate")],
  ["text or object", "bool", builtin("any")],
  ["text or object", "any", builtin("any")],
])("%s and %s", (first, second, expected) => {
  expect(unite(graphs, [first, second])).toEqual(expected);
  expect(unite(graphs, [second, first])).toMatchObject("elements" in expected ? { kind: "array" } : expected);
});
