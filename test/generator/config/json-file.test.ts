import { join } from "node:path";
import { expect, test } from "vitest";
import { readJsonFile, type JsonFile, type JsonForm } from "../../../generator/config/json-file.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const form: JsonForm = {
  schema: {
    type: "object",
    required: ["name"],
    properties: {
      name: { type: "string", expected: "a string" },
      list: { type: "array", items: { type: "number", expected: "a number" }, expected: "a list" },
    },
    additionalProperties: false,
    expected: "an object",
  },
  codes: { syntax: "config-syntax", shape: "config-shape" },
  called: "the configuration",
};

function read(text: string): Promise<JsonFile> {
  return readJsonFile(join(temporaryFolder({ "f.json": text }), "f.json"), form);
}

test("accepts comments, trailing commas and a byte order mark", async () => {
  const { value, diagnostics } = await read('\ufeff{ // a comment\n  "name": "x", "list": [1,], }');
  expect(diagnostics).toEqual([]);
  expect(value).toEqual({ name: "x", list: [1] });
});

test("gives the position of a scalar, and of the key of a list", async () => {
  const file = await read('{\n  "name": "x",\n  "list": [1, 2] }');
  expect(file.position(["name"])).toMatchObject({ line: 2, column: 11 });
  expect(file.position(["list"])).toMatchObject({ line: 3, column: 3 });
  expect(file.position(["list", 1])).toMatchObject({ line: 3, column: 15 });
});

test.each([
  ["", "1:1 config-syntax: the file is empty"],
  ['{ "name" }', "1:10 config-syntax: invalid JSON: colon expected"],
  // The parser reports three errors for each of these.
  ['{ "name": "x" "list": [] }', "1:15 config-syntax: invalid JSON: comma expected"],
  ["{ name: 1 }", "1:3 config-syntax: invalid JSON: invalid symbol"],
  ["{}", '1:1 config-shape: missing member "name" in the configuration'],
  [
    '{ "name": "x", "lst": [] }',
    '1:16 config-shape: unknown member "lst" in the configuration; did you mean "list"?',
  ],
  [
    '{ "name": "x", "more": 1 }',
    '1:16 config-shape: unknown member "more" in the configuration; valid: "list"',
  ],
  ['{ "name": 1 }', '1:11 config-shape: "name" must be a string'],
  ['{ "name": "x", "list": [ "y" ] }', '1:26 config-shape: "list.0" must be a number'],
  ['{ "name": "x", "name": "y" }', '1:16 config-shape: duplicate member "name"'],
])("rejects %j", async (text, expected) => {
  const { value, diagnostics, paths } = await read(text);
  const all = diagnostics.map(({ position: { line, column }, code, message, help }) =>
    [`${line}:${column} ${code}: ${message}`, help ?? []].flat().join("; "),
  );
  expect(all).toEqual([expected]);
  const isSyntax = expected.includes("config-syntax");
  expect([value === undefined, paths.length]).toEqual([isSyntax, isSyntax ? 0 : 1]);
});
