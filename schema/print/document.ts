import {
  makeModel,
  type Definition,
  type Documentation,
  type DocumentationText,
  type Model,
  type Position,
} from "qapi-ts-generator";
import { wrap } from "../../generator/dist/print-schema/documentation.js";
import type { AvailabilitySentences } from "./availability.js";
import { carriers, featureNames, partsOf } from "./parts.js";
import type { Sentences } from "./sentences.js";
import { definitionSince, featureVersions, memberVersions } from "./since.js";

/** Returns the address of a command or event in QEMU's reference; undefined if the reference does not have it. */
export type ReferenceOf = (definition: Definition) => string | undefined;

interface DocumentedModel {
  readonly model: Model;
  /** The names without a sentence: `block-commit`, `block-commit.top` for a member, `block-commit: deprecated` for a feature. */
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

/** QEMU's rules require two spaces there. */
const betweenSentences = /\. (?=[A-Z0-9@])/g;

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
      const sentences = [
        this.#sentence(`${definition.name}.${name}`, this.#sentences.get(definition.name)?.members?.[name]),
        since && `Since ${since}.`,
        this.#availability(definition.name, name),
      ].filter(Boolean);
      return sentences.length === 0 ? [] : [{ name, ...text(wrap(sentences.join("  "), indentation)) }];
    });
  }

  #overview(definition: Definition): DocumentationText[] {
    const sentence = this.#sentence(definition.name, this.#sentences.get(definition.name)?.sentence);
    const isMessage = definition.kind === "command" || definition.kind === "event";
    const reference = isMessage ? this.#referenceOf(definition) : undefined;
    const paragraphs = [
      ...(sentence === undefined ? [] : [wrap(sentence)]),
      ...(reference === undefined ? [] : [[reference]]),
    ];
    return paragraphs.length === 0
      ? []
      : [text(paragraphs.flatMap((lines, at) => (at === 0 ? lines : ["", ...lines])))];
  }

  /** Records the name if it has no sentence. */
  #sentence(name: string, sentence: string | undefined): string | undefined {
    if (sentence === undefined) this.missing.push(name);
    return sentence?.replace(betweenSentences, ".  ");
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
    const sentence = this.#sentences.get(definition.name)?.features?.[name];
    if (sentence !== undefined) return sentence;
    if (name !== "unstable") this.missing.push(`${definition.name}: ${name}`);
    return `${carriers(definition, name)} may change in any release.`;
  }
}

function text(lines: readonly string[]): DocumentationText {
  return { lines, position: noPosition };
}
