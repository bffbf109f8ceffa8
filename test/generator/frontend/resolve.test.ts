import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import type { Model } from "../../../generator/model/index.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function modelOf(text: string): Model {
  const { model, diagnostics } = readSchema(join(temporaryFolder({ "s.json": text }), "s.json"));
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

const conditional = `
{ 'enum': 'Enu', 'data': [ 'a', { 'name': 'b', 'if': 'CONFIG_B', 'features': [ 'deprecated' ] } ] }
{ 'struct': 'Foo', 'data': { '*x': { 'type': [ 'Enu' ], 'if': { 'not': 'CONFIG_B' } }, 'y': 'uint64' } }
{ 'union': 'Uni', 'base': { 'd': 'Enu' }, 'discriminator': 'd', 'data': { 'b': { 'type': 'Foo', 'if': 'CONFIG_B' } } }
{ 'command': 'go', 'data': 'Foo', 'boxed': true, 'returns': 'Uni', 'allow-oob': true, 'features': [ { 'name': 'f', 'if': 'CONFIG_B' } ],
  'if': { 'any': [ 'CONFIG_B', { 'all': [ 'C', 'D' ] } ] } }
{ 'event': 'WENT', 'data': { 'at': 'int' } }
`;

test("resolves a short form and its long form to the same model", () => {
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

test("resolves types, conditions and flags", () => {
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

test("freezes the model", () => {
  const { definitions, byName } = modelOf(conditional);
  expect(Object.isFrozen(definitions)).toBe(true);
  expect(Object.isFrozen(definitions[1])).toBe(true);
  expect(byName.get("Foo")).toBe(definitions[1]);
});
