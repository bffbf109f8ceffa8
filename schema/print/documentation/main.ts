/** Writes the documentation that the command `qmp` shows, for each shipped schema. usage: npm run schema:documentation */
import { writeFileSync } from "node:fs";
import { readSchema } from "qapi-ts-generator";
import { documentationOf } from "./documentation-of.js";

const schemas = {
  "7.2": "schema/qmp/7.2/qapi-schema.json",
  "10.0": "schema/qmp/10.0/qapi-schema.json",
  newest: "schema/qmp/11.1/qapi-schema.json",
  agent: "schema/qga/qapi-schema.json",
};

for (const [name, file] of Object.entries(schemas)) {
  const { model } = readSchema(file);
  if (model === undefined) throw new Error(`${file} is invalid`);
  writeFileSync(`tools/schemas/documentation-${name}.json`, `${JSON.stringify(documentationOf(model))}\n`);
}
