import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { askServer } from "qapi-ts-generator";
import { JsonReader, readSchemaInfo, type SchemaInfo } from "qapi-ts-generator/introspection";

/** The file format of an answer, which `readAnswers` reads. */
interface AnswerFile {
  /** For example `qemu-system-x86_64`. */
  readonly binary: string;
  /** The answer to `query-version`. */
  readonly version: unknown;
  /** The answer to `query-qmp-schema`. */
  readonly schema: unknown;
}

/** Starts a QEMU binary without a machine, queries it, and stops it. */
export async function askBinary(path: string): Promise<AnswerFile> {
  const { version, schema } = await askServer({ kind: "binary", path });
  return { binary: basename(path), version, schema };
}

export interface Answer {
  readonly binary: string;
  /** For example `10.0.2`. */
  readonly version: string;
  /** The distributor's name for the build: `Debian 1:10.0.2+ds-2`. */
  readonly package: string;
  readonly entries: readonly SchemaInfo[];
}

/** Reads the answers that `ask.ts` wrote to a folder, sorted by binary. */
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
