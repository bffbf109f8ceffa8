import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import type { Model } from "../../../generator/model/index.js";
import { possibleModel, pruneModel } from "../../../generator/model/prune.js";
import { modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function read(text: string): Model {
  return modelOf(join(temporaryFolder({ "s.json": text }), "s.json"));
}

const conditional = `
{ 'enum': 'Enu', 'data': [ 'a', { 'name': 'b', 'if': 'CONFIG_B', 'features': [ 'deprecated' ] } ] }
{ 'struct': 'Foo', 'data': { '*x': { 'type': [ 'Enu' ], 'if': { 'not': 'CONFIG_B' } }, 'y': 'uint64' } }
{ 'union': 'Uni', 'base': { 'd': 'Enu' }, 'discriminator': 'd', 'data': { 'b': { 'type': 'Foo', 'if': 'CONFIG_B' } } }
{ 'command': 'go', 'data': 'Foo', 'boxed': true, 'returns': 'Uni', 'allow-oob': true, 'features': [ { 'name': 'f', 'if': 'CONFIG_B' } ],
  'if': { 'any': [ 'CONFIG_B', { 'all': [ 'C', 'D' ] } ] } }
{ 'event': 'WENT', 'data': { 'at': 'int' } }
`;

describe("pruneModel", () => {
  test("keeps what the build has, and removes conditions", () => {
    const model = pruneModel(read(conditional), new Set(["CONFIG_B"]));
    expect(model.definitions).toMatchObject([
      { values: [{ name: "a" }, { name: "b", condition: undefined }] },
      { members: [{ name: "y" }] },
      { branches: [{ name: "b", condition: undefined }] },
      { name: "go", condition: undefined, features: [{ name: "f", condition: undefined }] },
      { name: "WENT" },
    ]);
  });

  test("removes what the build does not have", () => {
    const model = pruneModel(read(conditional), new Set(["C"]));
    expect(model.definitions.map(({ name }) => name)).toEqual(["Enu", "Foo", "Uni", "WENT"]);
    expect(model.byName.has("go")).toBe(false);
    expect(model.modules[0]?.definitions).toEqual(model.definitions);
    expect(model.byName.get("Enu")).toMatchObject({ values: [{ name: "a" }] });
  });
});

test("possibleModel removes the definitions that no build has", () => {
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
