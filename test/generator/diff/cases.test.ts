import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diffInterfaces } from "../../../generator/diff/diff.js";
import { changeKinds, type SchemaChange } from "../../../generator/diff/change-kinds.js";
import { interfaceOfModel } from "../../../generator/diff/from-model.js";
import { bothDirections, introspected, modelIn } from "./support.js";

/** Each case is a folder with two schemas and the expected changes in both directions. */
const folder = join(import.meta.dirname, "cases");
const cases = readdirSync(folder);

function describeChange(change: SchemaChange): string {
  const { wire, types, kind, path, message, old, new: now, type, uses, unstable, deprecated } = change;
  const values = [old ?? "", now ?? ""].join(" -> ");
  const marks = [...(unstable ? ["unstable"] : []), ...(deprecated ? ["deprecated"] : [])].join(" ");
  return [
    `${path}: ${message} (${kind}${values === " -> " ? "" : `, ${values}`})`,
    `    wire ${wire}, types ${types}${marks && `, was ${marks}`}`,
    `    ${type === undefined ? "" : `declared by ${type}, `}used by ${uses.join(", ")}`,
  ].join("\n");
}

function describeAll(name: string, changes: readonly SchemaChange[]): string {
  return [`# ${name}`, ...(changes.length === 0 ? ["no changes"] : changes.map(describeChange))].join("\n");
}

describe.each(cases)("%s", (name) => {
  const [oldModel, newModel] = ["old", "new"].map((side) => modelIn(join(folder, name, `${side}.json`)));
  if (!oldModel || !newModel) throw new Error("a case needs two schemas");
  const [old, now] = [interfaceOfModel(oldModel), interfaceOfModel(newModel)];

  test("reports the expected changes", async () => {
    const texts = [
      describeAll("old to new", diffInterfaces(old, now)),
      describeAll("new to old", diffInterfaces(now, old)),
    ];
    await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot(join(folder, name, "expected.txt"));
  });

  test("reports mirrored changes in the opposite direction", () => {
    const { forward, mirrored } = bothDirections(old, now);
    expect(forward).toEqual(mirrored);
  });

  test.each([
    ["old", oldModel],
    ["new", newModel],
  ])("the %s schema equals the answer of a server built with it", (_, model) => {
    const [schema, answer] = [interfaceOfModel(model), introspected(model)];
    expect(diffInterfaces(schema, answer)).toEqual([]);
    expect(diffInterfaces(answer, schema)).toEqual([]);
    expect(diffInterfaces(schema, schema)).toEqual([]);
  });

  test("a comparison of answers reports every change on the wire", () => {
    const wire = (changes: readonly SchemaChange[]): string[] =>
      changes.filter(({ kind }) => !onlyInSchemas.test(kind)).map(({ kind, path }) => `${kind} ${path}`);
    const fromAnswers = diffInterfaces(introspected(oldModel), introspected(newModel));
    expect(fromAnswers.filter(({ kind }) => onlyInSchemas.test(kind))).toEqual([]);
    expect(wire(fromAnswers)).toEqual(expect.arrayContaining(wire(diffInterfaces(old, now))));
  });
});

/** Introspection reports neither type names nor integer ranges, and of the execution properties only `allow-oob`. */
const onlyInSchemas = /^(type-(renamed|merged|split)|range-|arguments-(opened|closed)|reply-|preconfig-)/;

test("every kind of change has a case", () => {
  const texts = cases.map((name) => readFileSync(join(folder, name, "expected.txt"), "utf8")).join("\n");
  const found = new Set([...texts.matchAll(/ \(([a-z-]+)(?:, [^\n]*)?\)$/gm)].map(([, kind]) => kind));
  expect(found).toEqual(new Set(Object.keys(changeKinds)));
});
