import { join } from "node:path";
import { expect, test } from "vitest";
import { introspect } from "../../../generator/introspection/introspect.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const schema = `
{ 'command': 'first', 'data': 'First', 'boxed': true }
{ 'struct': 'First', 'data': { 'list': [ 'uint8' ], '*opt': { 'type': 'Uni', 'if': 'EXCLUDED', 'features': [ 'deprecated' ] } } }
{ 'include': 'sub.json' }
{ 'event': 'LAST', 'data': 'Base', 'features': [ 'unstable', { 'name': 'other', 'if': 'EXCLUDED' } ] }
{ 'enum': 'Enu', 'data': [ 'a', 'b', { 'name': 'c', 'if': 'EXCLUDED' }, { 'name': 'd', 'features': [ 'f' ] } ] }
{ 'struct': 'Base', 'data': { 'd': 'Enu' } }
{ 'struct': 'More', 'base': 'Base', 'data': { 's': 'str' } }
{ 'union': 'Uni', 'base': 'Base', 'discriminator': 'd', 'data': { 'b': 'Empty' } }
{ 'struct': 'Empty', 'data': {} }
{ 'struct': 'Unused', 'data': {} }
`;
const sub = `
{ 'command': 'second', 'returns': [ 'More' ], 'allow-oob': true }
{ 'command': 'third', 'data': 'Uni', 'boxed': true, 'returns': 'Alt', 'if': 'EXCLUDED' }
{ 'command': 'fourth', 'data': { 'q': 'QType', 'x': 'any' } }
{ 'alternate': 'Alt', 'data': { 's': 'str', 'n': 'null' } }
`;

function entries(defines: readonly string[], unmask: boolean): Record<string, unknown>[] {
  const pragma = "{ 'pragma': { 'command-returns-exceptions': [ 'third' ] } }";
  const folder = temporaryFolder({ "main.json": pragma + schema, "sub.json": sub });
  const { model, diagnostics } = readSchema(join(folder, "main.json"));
  expect(diagnostics).toEqual([]);
  return model ? introspect(model, { defines: new Set(defines), unmask }) : [];
}

test("lists the commands and events of each module, then the types in the order of their first use", () => {
  expect(entries(["EXCLUDED"], true).map(({ name }) => name)).toEqual([
    "first",
    "LAST",
    "second",
    "third",
    "fourth",
    "First",
    "q_empty",
    "Base",
    "[More]",
    "More",
    "Uni",
    "Alt",
    "q_obj_fourth-arg",
    "[int]",
    "int",
    "Enu",
    "str",
    "Empty",
    "null",
    "QType",
    "any",
  ]);
});

test("numbers the types that a condition excludes as well", () => {
  const all = entries(["EXCLUDED"], false).map(({ name }) => name);
  const some = entries([], false).map(({ name }) => name);
  expect(all).toContain("5");
  expect(some).toEqual(all.filter((name) => name !== "third"));
});

test("omits absent and default properties", () => {
  const byName = new Map(entries([], true).map((entry) => [entry["name"], entry]));
  expect(byName.get("second")).toEqual({
    name: "second",
    "meta-type": "command",
    "arg-type": "q_empty",
    "ret-type": "[More]",
    "allow-oob": true,
  });
  expect(byName.get("LAST")).toEqual({
    name: "LAST",
    "meta-type": "event",
    features: ["unstable"],
    "arg-type": "Base",
  });
  expect(byName.get("First")).toMatchObject({ members: [{ name: "list", type: "[int]" }] });
  expect(byName.get("Enu")).toEqual({
    name: "Enu",
    "meta-type": "enum",
    members: [{ name: "a" }, { name: "b" }, { name: "d", features: ["f"] }],
    values: ["a", "b", "d"],
  });
  expect(byName.get("More")).toMatchObject({ members: [{ name: "d" }, { name: "s" }] });
  expect(byName.get("any")).toEqual({ name: "any", "meta-type": "builtin", "json-type": "value" });
});

test("lists the branches of a union before empty variants for the other discriminator values", () => {
  const union = entries(["EXCLUDED"], true).find(({ name }) => name === "Uni");
  expect(union).toEqual({
    name: "Uni",
    "meta-type": "object",
    members: [{ name: "d", type: "Enu" }],
    tag: "d",
    variants: [
      { case: "b", type: "Empty" },
      { case: "a", type: "q_empty" },
      { case: "c", type: "q_empty" },
      { case: "d", type: "q_empty" },
    ],
  });
});
