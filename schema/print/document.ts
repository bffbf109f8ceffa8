import {
  type Definition,
  type Documentation,
  type DocumentationText,
  makeModel,
  type Model,
  type Position,
  wrap,
} from "qapi-ts-generator";
import type { Availability } from "./availability.js";
import { carriers, featureNames, namedParts } from "./parts.js";
import { definitionSince, featureVersions, memberVersions } from "./since.js";
import type { Sentences } from "./sentences.js";

/** Where QEMU's reference explains a definition. */
export type ReferenceOf = (definition: Definition) => string;

/** What a documented model is, and for what the sentences are missing. */
export interface DocumentedModel {
  readonly model: Model;
  /** `block-commit`, or `block-commit: deprecated` for a feature. */
  readonly missing: readonly string[];
}

/** Puts our own documentation in the place of QEMU's; of that, only the versions remain. */
export function documentModel(
  model: Model,
  sentences: Sentences,
  referenceOf: ReferenceOf,
  availability: Availability,
): DocumentedModel {
  const writer = new Writer(sentences, referenceOf, availability);
  const written = new Map(model.definitions.map((definition) => [definition, writer.document(definition)]));
  const replace = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((definition) => written.get(definition) ?? []);
  const modules = model.modules.map((module) => ({
    ...module,
    definitions: replace(module.definitions),
    freeForm: [],
  }));
  return { model: makeModel(modules, replace(model.definitions)), missing: writer.missing };
}

/** Nothing here stands anywhere yet: the printer gives it its place. */
const nowhere: Position = { file: "", line: 0, column: 0 };

class Writer {
  readonly missing: string[] = [];
  readonly #sentences: Sentences;
  readonly #referenceOf: ReferenceOf;
  readonly #availability: Availability;

  constructor(sentences: Sentences, referenceOf: ReferenceOf, availability: Availability) {
    this.#availability = availability;
    this.#sentences = sentences;
    this.#referenceOf = referenceOf;
  }

  document(definition: Definition): Definition {
    const since = definitionSince(definition.documentation);
    const documentation: Documentation = {
      symbol: definition.name,
      position: nowhere,
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
    const available = this.#availability.sentence(definition.name);
    return [...this.#explanation(definition), ...(available === undefined ? [] : [text(wrap(available))])];
  }

  #members(definition: Definition): Documentation["members"] {
    const versions = memberVersions(definition.documentation);
    return namedParts(definition).flatMap((name) => {
      const since = versions.get(name);
      const available = this.#availability.sentence(definition.name, name);
      const said = [since && `Since ${since}${available === undefined ? "" : "."}`, available].filter(
        Boolean,
      );
      return said.length === 0 ? [] : [{ name, ...text(wrap(said.join("  "), indentation)) }];
    });
  }

  /** Types speak for themselves by their names and members. */
  #explanation(definition: Definition): DocumentationText[] {
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
      const whole = since === undefined ? sentence : sentence.replace(/\.$/, ` (since ${since}).`);
      return { name, ...text(wrap(whole, `@${name}: `.length)) };
    });
  }

  #featureSentence(definition: Definition, name: string): string {
    const own = this.#sentences.features.get(definition.name)?.get(name);
    if (own !== undefined) return own;
    if (name !== "unstable") this.missing.push(`${definition.name}: ${name}`);
    return `${carriers(definition, name)} may change in any release.`;
  }
}

/** What does not fit beside a member's name stands this far in. */
const indentation = 4;

function text(lines: readonly string[]): DocumentationText {
  return { lines, position: nowhere };
}
