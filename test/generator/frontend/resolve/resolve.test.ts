import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Model } from "../../../../generator/model/index.js";
import { readSchema } from "../../../../generator/frontend/read-schema.js";
import { holds } from "../../../../generator/model/conditions.js";
import { pruneModel } from "../../../../generator/model/prune.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

function modelOf(text: string): Model {
  const { model, diagnostics } = readSchema(join(temporaryFolder({ "s.json": text }), "s.json"));
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

const conditional = `
{ 'enum': 'Enu', 'data': [ 'a', { 'name': 'b', 'if': 'CONFIG_B', 'features': [ 'deprecated' ] } ] }
{ 'struct': 'Foo', 'data': { '*x': { 'type': [ 'Enu' ], 'if': { 'not': 'CONFIG_B' } }, 'y': 'uint64' } }
{ 'union': 'Uni', 'base': { 'd': 'Enu' }, 'discriminator': 'd', 'data': { 'b': { 'type': 'Foo', 'if': 'CONFIG_B' } } }
{ 'command': 'go', 'data': 'Foo', 'returns': 'Uni', 'allow-oob': true, 'features': [ { 'name': 'f', 'if': 'CONFIG_B' } ],
  'if': { 'any': [ 'CONFIG_B', { 'all': [ 'C', 'D' ] } ] } }
{ 'event': 'WENT', 'data': { 'at': 'int' } }
`;

test("a short form and its long form become the same", () => {
  const short = modelOf(
    "{ 'enum': 'Enu', 'data': [ 'a' ], 'features': [ 'f' ] }\n{ 'struct': 'Foo', 'data': { 'm': 'str' } }",
  );
  const long = modelOf(
    "{ 'enum': 'Enu', 'data': [ { 'name': 'a' } ], 'features': [ { 'name': 'f' } ] }\n{ 'struct': 'Foo', 'data': { 'm': { 'type': 'str' } } }",
  );
  const plain = (model: Model): unknown =>
    JSON.parse(
      JSON.stringify(model.definitions, (key, value: unknown) => (key === "position" ? undefined : value)),
    );
  expect(plain(short)).toEqual(plain(long));
});

test("the model says what the schema says", () => {
  const { definitions } = modelOf(conditional);
  expect(definitions[1]).toMatchObject({
    kind: "struct",
    members: [
      { name: "x", optional: true, type: { kind: "array", element: { kind: "defined", name: "Enu" } } },
      { name: "y", optional: false, type: { kind: "builtin", name: "uint64" }, condition: undefined },
    ],
  });
  expect(definitions[3]).toMatchObject({
    kind: "command",
    data: { kind: "named", type: "Foo" },
    returns: { kind: "defined", name: "Uni" },
    allowOob: true,
    gen: true,
    successResponse: true,
    condition: { kind: "any", conditions: [{ name: "CONFIG_B" }, { kind: "all" }] },
  });
});

test("a model cannot be changed", () => {
  const { definitions, byName } = modelOf(conditional);
  expect(Object.isFrozen(definitions)).toBe(true);
  expect(Object.isFrozen(definitions[1])).toBe(true);
  expect(byName.get("Foo")).toBe(definitions[1]);
});

describe("pruning", () => {
  test("leaves what the build has, without its conditions", () => {
    const model = pruneModel(modelOf(conditional), new Set(["CONFIG_B"]));
    expect(model.definitions).toMatchObject([
      { values: [{ name: "a" }, { name: "b", condition: undefined }] },
      { members: [{ name: "y" }] },
      { branches: [{ name: "b", condition: undefined }] },
      { name: "go", condition: undefined, features: [{ name: "f", condition: undefined }] },
      { name: "WENT" },
    ]);
  });

  test("takes away what it has not", () => {
    const model = pruneModel(modelOf(conditional), new Set(["C"]));
    expect(model.definitions.map(({ name }) => name)).toEqual(["Enu", "Foo", "Uni", "WENT"]);
    expect(model.byName.has("go")).toBe(false);
    expect(model.modules[0]?.definitions).toEqual(model.definitions);
    expect(model.byName.get("Enu")).toMatchObject({ values: [{ name: "a" }] });
  });

  test("all needs every part, any one, not none", () => {
    const a = { kind: "defined", name: "A" } as const;
    const b = { kind: "defined", name: "B" } as const;
    const defines = new Set(["A"]);
    expect(holds({ kind: "all", conditions: [a, b] }, defines)).toBe(false);
    expect(holds({ kind: "any", conditions: [a, b] }, defines)).toBe(true);
    expect(holds({ kind: "not", condition: b }, defines)).toBe(true);
    expect(holds(undefined, defines)).toBe(true);
  });
});
