import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { importAnswers, type ImportOptions } from "../../../../generator/import/import-answers.js";
import { parseAnswer } from "../../../../generator/import/read-answer.js";
import { introspect } from "../../../../generator/introspection/introspect.js";
import { readSchema, type SchemaReading } from "../../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** The text of the schema that an import of these answers (by the names of their files) gives. */
export function importText(answers: Readonly<Record<string, unknown>>, options?: ImportOptions): string {
  const parsed = Object.entries(answers).map(([name, json]) => parseAnswer(name, JSON.stringify(json)));
  return importAnswers(parsed, options).files[0]?.text ?? "";
}

/** Reads a schema's text as `qapi-ts check` would. */
export function check(text: string): SchemaReading {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "qapi-schema.json"), text);
  return readSchema(join(folder, "qapi-schema.json"), { documentationRules: true });
}

/** What a server with this schema would say of itself, in JSON. */
export function introspectText(text: string): unknown {
  const { model } = check(text);
  return model && (JSON.parse(JSON.stringify(introspect(model))) as unknown);
}
