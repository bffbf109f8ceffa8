import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { ImportOptions } from "../../../../generator/import/build/build-model.js";
import { importAnswers } from "../../../../generator/import/import-answers.js";
import { parseAnswer } from "../../../../generator/import/answer.js";
import { introspect } from "../../../../generator/introspection/introspect.js";
import { readSchema, type SchemaReading } from "../../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Imports answers, given by file name, and returns the text of the schema. */
export function importText(answers: Readonly<Record<string, unknown>>, options?: ImportOptions): string {
  const parsed = Object.entries(answers).map(([name, json]) => parseAnswer(name, JSON.stringify(json)));
  return importAnswers(parsed, options).files[0]?.text ?? "";
}

/** Reads and checks the text of a schema with the documentation rules. */
export function check(text: string): SchemaReading {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "qapi-schema.json"), text);
  return readSchema(join(folder, "qapi-schema.json"), { documentationRules: true });
}

/** Returns the answer of a server with this schema to `query-qmp-schema`. */
export function introspectText(text: string): unknown {
  const { model } = check(text);
  return model && (JSON.parse(JSON.stringify(introspect(model))) as unknown);
}
