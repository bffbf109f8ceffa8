import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { withoutAvailability } from "../../generator/import/build/documentation.js";
import type { Definition } from "../../generator/model/index.js";
import { qemuFacts } from "../../generator/qemu/facts.js";
import { shippedAnnotations } from "../../schema/models/models.js";
import { versions } from "../../schema/print/versions.js";
import { root } from "../support/compile.js";

const folder = join(root, "schema");

test("the annotations that are shipped with the generator are those in schema/ (npm run models)", () => {
  for (const { file, text } of shippedAnnotations(folder)) {
    const shipped = readFileSync(join(root, "generator/qemu/annotations", file), "utf8");
    expect(shipped === text, file).toBe(true);
  }
});

test.each(versions)("the facts about $name are its schema, without availability", ({ name }) => {
  const facts = qemuFacts(`${name}.1`);
  const { model } = readSchema(join(folder, "qmp", name, "qapi-schema.json"));
  const expected = model?.definitions.map(contentOf) ?? [];
  expect(expected.length).toBeGreaterThan(700);
  const found = model?.definitions.map((each) => contentOf(facts.byName.get(each.name) ?? each));
  expect(found).toEqual(expected);
});

test.each([
  ["6.2.0", "7.2", "ObjectType"],
  ["9.1.0", "10.0", "ObjectType"],
  ["12.0.0", "11.1", "ObjectType"],
  [undefined, "11.1", "ObjectType"],
])("QEMU %s is described as %s is", (version, like, type) => {
  const [found, expected] = [qemuFacts(version), qemuFacts(like)];
  expect(contentOf(found.byName.get(type))).toEqual(contentOf(expected.byName.get(type)));
  expect(new Set(found.byName.keys())).toEqual(new Set(expected.byName.keys()));
});

function contentOf(definition: Definition | undefined): unknown {
  const places = new Set(["position", "module"]);
  const text = JSON.stringify(definition && withoutAvailability(definition), (key, value: unknown) =>
    places.has(key) ? undefined : value,
  );
  return JSON.parse(text);
}
