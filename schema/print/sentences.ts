import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The sentences of one definition. */
export interface DefinitionSentences {
  readonly sentence?: string;
  /** By the name of the member, value or alternative. */
  readonly members?: Readonly<Record<string, string>>;
  /** By the name of the feature of the definition or of its members. */
  readonly features?: Readonly<Record<string, string>>;
}

/** The sentences of a protocol, by definition. All versions of the protocol share them. */
export type Sentences = ReadonlyMap<string, DefinitionSentences>;

/** Reads the files of a folder of sentences. A file holds the sentences of one module, by definition. */
export function readSentences(folder: string): Sentences {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return new Map(files.flatMap((file) => Object.entries(readFile(join(folder, file)))));
}

function readFile(file: string): Readonly<Record<string, DefinitionSentences>> {
  return JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, DefinitionSentences>>;
}
