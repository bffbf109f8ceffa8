import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type AnySchemaObject } from "ajv";
import { describe, expect, test } from "vitest";
import { modelDocument } from "../../../../generator/export/model/model-document.js";
import { modelText } from "../../../../generator/export/model/document.js";
import { cases, readCase } from "./documents.js";

const file = join(import.meta.dirname, "../../../../generator/schemas/model.json");
const published = JSON.parse(readFileSync(file, "utf8")) as AnySchemaObject;

/** Returns the published schema without permission of members that it does not describe. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, closed(each)] as const);
  return {
    ...Object.fromEntries(entries),
    ...("additionalProperties" in value &&
      value.additionalProperties === true && { additionalProperties: false }),
  };
}

const options = { strict: false, allErrors: true };
const validate = new Ajv(options).compile(published);
const validateClosed = new Ajv(options).compile(closed(published) as AnySchemaObject);

describe.each(cases)("the document of $schema", (given) => {
  test("matches the published schema, which describes all of its members", async () => {
    const { model, ...content } = await readCase(given);
    const server = { name: "QEMU", version: "11.1" };
    const document: unknown = JSON.parse(modelText(modelDocument(model, { ...content, server })));
    expect([validateClosed(document), validateClosed.errors]).toEqual([true, null]);
    expect(validate(document)).toBe(true);
  });
});

const valid = {
  formatVersion: 1,
  modules: [{ name: "m", file: "m.json" }],
  definitions: [{ kind: "command", name: "stop", module: "m", arguments: [] }],
};

test.each<[string, unknown, boolean]>([
  ["a document without optional members", valid, true],
  ["a member that a later version adds", { ...valid, later: 1 }, true],
  ["another version of the format", { ...valid, formatVersion: 2 }, false],
  ["no module", { ...valid, modules: [] }, false],
  [
    "a definition of an unknown kind",
    { ...valid, definitions: [{ kind: "macro", name: "m", module: "m" }] },
    false,
  ],
  [
    "a condition with two operators",
    { ...valid, definitions: [{ ...valid.definitions[0], condition: { all: ["A"], not: "B" } }] },
    false,
  ],
  [
    "a list of two types",
    { ...valid, definitions: [{ ...valid.definitions[0], returns: ["str", "int"] }] },
    false,
  ],
  [
    "a position before the first line",
    { ...valid, definitions: [{ ...valid.definitions[0], position: [0, 1] }] },
    false,
  ],
])("the published schema decides on %s", (_, document, expected) => {
  expect(validate(document)).toBe(expected);
});
