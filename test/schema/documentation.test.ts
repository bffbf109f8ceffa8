import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { documentationOf } from "../../schema/print/documentation/documentation-of.js";
import { root } from "../support/compile.js";

test.each([
  ["7.2", "qmp/7.2"],
  ["10.0", "qmp/10.0"],
  ["newest", "qmp/11.1"],
  ["agent", "qga"],
])("the documentation %s of qmp is up to date: run `npm run schema:documentation`", (name, folder) => {
  const { model } = readSchema(join(root, "schema", folder, "qapi-schema.json"));
  if (model === undefined) throw new Error("the shipped schema is invalid");
  const shipped = readFileSync(join(root, `tools/schemas/documentation-${name}.json`), "utf8");
  expect(shipped).toBe(`${JSON.stringify(documentationOf(model))}\n`);
});
