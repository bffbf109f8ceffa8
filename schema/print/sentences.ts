import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What we say in our own words, from the files beside this one. */
export interface Sentences {
  /** One sentence for each command and event, by its name. */
  readonly definitions: ReadonlyMap<string, string>;
  /** One for each feature, by the definition that has it, itself or in a member, and its own name. */
  readonly features: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** `schema` is `qmp` or `qga`. */
export function readSentences(folder: string, schema: string): Sentences {
  return {
    definitions: mapOf(read(join(folder, `${schema}.json`)), String),
    features: mapOf(read(join(folder, "features.json")), (sentences) => mapOf(sentences, String)),
  };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function mapOf<T>(object: unknown, valueOf: (value: unknown) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(object ?? {}).map(([key, value]) => [key, valueOf(value)]));
}
