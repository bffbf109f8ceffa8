import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { modelText } from "../../../generator/export/model/document.js";
import { modelDocument } from "../../../generator/export/model/model-document.js";
import { readModel } from "../../../generator/export/model/read-model.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { noAnnotations, type Model } from "../../../generator/model/index.js";
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

/** Schemas that are valid with `XX`, and the error without it. */
const incomplete: Readonly<Record<string, readonly [schema: string, error: string]>> = {
  "the type of a member": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'command': 'go', 'data': { 'f': 'Foo' } }",
    '2:35 unknown-type: the type "Foo" of member "f" does not exist with these conditions',
  ],
  "the type of the items of an optional member": [
    "{ 'enum': 'Foo', 'data': [ 'a' ], 'if': 'XX' }\n{ 'struct': 'Bar', 'data': { '*f': [ 'Foo' ] } }",
    '2:38 unknown-type: the type "Foo" of member "f" does not exist with these conditions',
  ],
  "a base": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'struct': 'Bar', 'base': 'Foo', 'data': {} }",
    '2:28 unknown-type: the base "Foo" does not exist with these conditions',
  ],
  "a return type": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'command': 'go', 'returns': [ 'Foo' ] }",
    '2:33 unknown-type: the return type "Foo" does not exist with these conditions',
  ],
  "the data of a command": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'command': 'go', 'data': 'Foo' }",
    '2:28 unknown-type: the data "Foo" does not exist with these conditions',
  ],
  "the data of an event with a similar name": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'event': 'FOO', 'data': 'Foo' }",
    '2:27 unknown-type: the data "Foo" does not exist with these conditions',
  ],
  "the base of a union": [
    "{ 'enum': 'Kin', 'data': [ 'a' ] }\n{ 'struct': 'Foo', 'data': { 'k': 'Kin' }, 'if': 'XX' }\n{ 'union': 'Uni', 'base': 'Foo', 'discriminator': 'k', 'data': {} }",
    '3:27 unknown-type: the base "Foo" does not exist with these conditions',
  ],
  "the enum of a discriminator": [
    "{ 'enum': 'Kin', 'data': [ 'a' ], 'if': 'XX' }\n{ 'union': 'Uni', 'base': { 'k': 'Kin' }, 'discriminator': 'k', 'data': {} }",
    '2:34 unknown-type: the type "Kin" of member "k" does not exist with these conditions',
  ],
  "the discriminator in a pruned base of the base": [
    "{ 'enum': 'Kin', 'data': [ 'a' ] }\n{ 'struct': 'Foo', 'data': { 'k': 'Kin' }, 'if': 'XX' }\n{ 'struct': 'Bar', 'base': 'Foo', 'data': {} }\n{ 'union': 'Uni', 'base': 'Bar', 'discriminator': 'k', 'data': {} }",
    '3:28 unknown-type: the base "Foo" does not exist with these conditions',
  ],
  "the value of a branch": [
    "{ 'enum': 'Kin', 'data': [ 'a', { 'name': 'b', 'if': 'XX' } ] }\n{ 'struct': 'Foo', 'data': {} }\n{ 'union': 'Uni', 'base': { 'k': 'Kin' }, 'discriminator': 'k', 'data': { 'b': 'Foo' } }",
    '3:75 unknown-branch: branch "b" is not a value of the discriminator "k" with these conditions',
  ],
  "the type of a branch": [
    "{ 'enum': 'Kin', 'data': [ 'a' ] }\n{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'union': 'Uni', 'base': { 'k': 'Kin' }, 'discriminator': 'k', 'data': { 'a': 'Foo' } }",
    '3:80 unknown-type: the type "Foo" of branch "a" does not exist with these conditions',
  ],
  "all values of a union": [
    "{ 'enum': 'Kin', 'data': [ { 'name': 'a', 'if': 'XX' } ] }\n{ 'union': 'Uni', 'base': { 'k': 'Kin' }, 'discriminator': 'k', 'data': {} }",
    '2:60 no-branches: the discriminator "k" has no values, so the union has no branches with these conditions',
  ],
  "the type of an alternative": [
    "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'alternate': 'Alt', 'data': { 'a': 'Foo', 'b': 'int' } }",
    '2:38 unknown-type: the type "Foo" of branch "a" does not exist with these conditions',
  ],
  "all branches of an alternate": [
    "{ 'alternate': 'Alt', 'data': { 'a': { 'type': 'int', 'if': 'XX' } } }",
    '1:23 no-branches: "data" of alternate "Alt" must list at least one branch with these conditions',
  ],
};

describe("a build that lacks something that it uses", () => {
  test.each(Object.entries(incomplete))("%s is an error at the use", async (_, [schema, error]) => {
    const entry = join(temporaryFolder({ "s.json": schema }), "s.json");
    for (const defines of [undefined, new Set(["XX"])]) {
      const { model, diagnostics } = readSchema(entry, { defines });
      expect(diagnostics).toEqual([]);
      expect(model).toBeDefined();
    }
    const { model, diagnostics } = readSchema(entry, { defines: new Set() });
    const found = diagnostics.map(
      ({ position: { line, column }, code, message }) => `${line}:${column} ${code}: ${message}`,
    );
    expect([model, found]).toEqual([undefined, [error]]);

    // The positions of an exported model are those of the definitions.
    const document = modelText(modelDocument(modelOf(entry), { annotations: noAnnotations }));
    const file = join(temporaryFolder({ "m.json": document }), "m.json");
    expect(await readModel(file, { defines: new Set(["XX"]) })).toMatchObject({ diagnostics: [] });
    const inModel = await readModel(file, { defines: new Set() });
    expect(inModel.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      error.replace(/^\S+ /, ""),
    ]);
  });

  test("says which conditions the missing type depends on", () => {
    const text = "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'command': 'go', 'returns': 'Foo' }";
    const entry = join(temporaryFolder({ "s.json": text }), "s.json");
    const [found] = readSchema(entry, { defines: new Set(["YY"]) }).diagnostics;
    expect(found?.help).toBe('give this use the condition of "Foo", which depends on "XX"');
  });

  test("accepts uses with the condition of the type", () => {
    const text =
      "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'struct': 'Bar', 'data': { 'f': { 'type': 'Foo', 'if': 'XX' } } }\n{ 'command': 'go', 'data': 'Foo', 'if': 'XX' }";
    const entry = join(temporaryFolder({ "s.json": text }), "s.json");
    expect(readSchema(entry, { defines: new Set() }).diagnostics).toEqual([]);
  });
});

test("possibleModel keeps what another definition uses", () => {
  const never = "'if': { 'all': [ 'A', { 'not': 'A' } ] }";
  const model = read(
    `{ 'struct': 'Foo', 'base': 'Bar', 'data': {}, ${never} }\n{ 'struct': 'Bar', 'data': {}, ${never} }\n{ 'struct': 'Baz', 'data': {}, ${never} }\n{ 'command': 'go', 'returns': 'Foo' }`,
  );
  expect(possibleModel(model).definitions.map(({ name }) => name)).toEqual(["Foo", "Bar", "go"]);
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
