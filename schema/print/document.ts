import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  makeModel,
  wrap,
  type Definition,
  type Documentation,
  type DocumentationText,
  type Model,
  type Position,
} from "qapi-ts-generator";
import type { AvailabilitySentences } from "./availability.js";
import { carriers, featureNames, partsOf } from "./parts.js";
import { definitionSince, featureVersions, memberVersions } from "./since.js";

/** The descriptions in the folder `sentences`. */
export interface Sentences {
  /** One sentence for each command and event. */
  readonly definitions: ReadonlyMap<string, string>;
  /** One sentence for each feature, by definition and name of the feature. */
  readonly features: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** `schema` is `qmp` or `qga`. */
export function readSentences(folder: string, schema: string): Sentences {
  return {
    definitions: mapOf(readJson(join(folder, `${schema}.json`)), String),
    features: mapOf(readJson(join(folder, "features.json")), (sentences) => mapOf(sentences, String)),
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function mapOf<T>(object: unknown, valueOf: (value: unknown) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(object ?? {}).map(([key, value]) => [key, valueOf(value)]));
}

/** Returns the address of a definition in QEMU's reference. */
export type ReferenceOf = (definition: Definition) => string;

export interface DocumentedModel {
  readonly model: Model;
  /** The names without a sentence: `block-commit`, or `block-commit: deprecated` for a feature. */
  readonly missing: readonly string[];
}

/** Replaces QEMU's documentation by own sentences, and keeps only its version numbers. */
export function documentModel(
  model: Model,
  sentences: Sentences,
  referenceOf: ReferenceOf,
  availability: AvailabilitySentences,
): DocumentedModel {
  const documenter = new Documenter(sentences, referenceOf, availability);
  const documented = new Map(
    model.definitions.map((definition) => [definition, documenter.document(definition)]),
  );
  const replace = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((definition) => documented.get(definition) ?? []);
  const modules = model.modules.map((module) => ({
    ...module,
    definitions: replace(module.definitions),
    freeForm: [],
  }));
  return { model: makeModel(modules, replace(model.definitions)), missing: documenter.missing };
}

/** The new documentation has no source. */
const noPosition: Position = { file: "", line: 0, column: 0 };

/** The indentation of a description below the name of a member. */
const indentation = 4;

class Documenter {
  readonly missing: string[] = [];
  readonly #sentences: Sentences;
  readonly #referenceOf: ReferenceOf;
  readonly #availability: AvailabilitySentences;

  constructor(sentences: Sentences, referenceOf: ReferenceOf, availability: AvailabilitySentences) {
    this.#availability = availability;
    this.#sentences = sentences;
    this.#referenceOf = referenceOf;
  }

  document(definition: Definition): Definition {
    const since = definitionSince(definition.documentation);
    const documentation: Documentation = {
      symbol: definition.name,
      position: noPosition,
      body: this.#body(definition),
      members: this.#members(definition),
      features: this.#features(definition),
      sections: since === undefined ? [] : [{ tag: "Since", ...text([since]) }],
    };
    const { body, members, features, sections } = documentation;
    const isEmpty = [body, members, features, sections].every((part) => part.length === 0);
    return { ...definition, documentation: isEmpty ? undefined : documentation };
  }

  #body(definition: Definition): DocumentationText[] {
    const available = this.#availability(definition.name);
    return [...this.#overview(definition), ...(available === undefined ? [] : [text(wrap(available))])];
  }

  #members(definition: Definition): Documentation["members"] {
    const versions = memberVersions(definition.documentation);
    return partsOf(definition).flatMap(({ name }) => {
      const since = versions.get(name);
      const available = this.#availability(definition.name, name);
      const sentences = [since && `Since ${since}${available === undefined ? "" : "."}`, available].filter(
        Boolean,
      );
      return sentences.length === 0 ? [] : [{ name, ...text(wrap(sentences.join("  "), indentation)) }];
    });
  }

  /** Types have no overview: their names and members describe them. */
  #overview(definition: Definition): DocumentationText[] {
    if (definition.kind !== "command" && definition.kind !== "event") return [];
    const sentence = this.#sentences.definitions.get(definition.name);
    if (sentence === undefined) this.missing.push(definition.name);
    return [text([...wrap(sentence ?? ""), "", this.#referenceOf(definition)])];
  }

  #features(definition: Definition): Documentation["features"] {
    const versions = featureVersions(definition.documentation);
    return featureNames(definition).map((name) => {
      const since = versions.get(name);
      const sentence = this.#featureSentence(definition, name);
      const complete = since === undefined ? sentence : sentence.replace(/\.$/, ` (since ${since}).`);
      return { name, ...text(wrap(complete, `@${name}: `.length)) };
    });
  }

  #featureSentence(definition: Definition, name: string): string {
    const sentence = this.#sentences.features.get(definition.name)?.get(name);
    if (sentence !== undefined) return sentence;
    if (name !== "unstable") this.missing.push(`${definition.name}: ${name}`);
    return `${carriers(definition, name)} may change in any release.`;
  }
}

function text(lines: readonly string[]): DocumentationText {
  return { lines, position: noPosition };
}
