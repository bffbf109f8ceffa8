import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JsonReader, readSchemaInfo, type SchemaInfo } from "qapi-ts-generator";

/** What one binary said of itself. */
export interface Answer {
  /** `qemu-system-x86_64`. */
  readonly binary: string;
  /** `10.0.2`. */
  readonly version: string;
  /** What the distributor calls its build: `Debian 1:10.0.2+ds-2`. */
  readonly package: string;
  readonly entries: readonly SchemaInfo[];
}

/** Reads the answers that `ask` wrote, ordered by binary. */
export function readAnswers(folder: string): Answer[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const answers = files.map((file) => readAnswer(join(folder, file)));
  return answers.sort((a, b) => (a.binary < b.binary ? -1 : 1));
}

function readAnswer(file: string): Answer {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const answer = new JsonReader(content, file);
  const version = answer.member("version");
  const numbers = ["major", "minor", "micro"].map((part) => version.member("qemu").member(part).integer());
  return {
    binary: answer.member("binary").string(),
    version: numbers.join("."),
    package: version.member("package").string(),
    entries: readSchemaInfo(answer.member("schema").value),
  };
}
