import { commonMembers, type Model, type TypeDefinition } from "../../model/index.js";
import type { MergedType } from "../merge/merged-schema.js";

/** The maximum number of definitions with conditional parts that one type is compared with. */
const maxCandidates = 100;

/**
 * Finds the definitions that have exactly the parts of a type. A server may lack the parts that are conditional in the
 * schema, so definitions are found by one of their unconditional parts.
 */
export class ExactMatches {
  readonly #candidates = new Map<string, TypeDefinition[]>();
  readonly #isMatch: (type: MergedType, definition: TypeDefinition) => boolean;

  constructor(
    model: Model,
    definitions: readonly TypeDefinition[],
    isMatch: (type: MergedType, definition: TypeDefinition) => boolean,
  ) {
    this.#isMatch = isMatch;
    for (const definition of definitions) {
      const key = keyOfDefinition(model, definition);
      const known = this.#candidates.get(key);
      if (known === undefined) this.#candidates.set(key, [definition]);
      else known.push(definition);
    }
  }

  /** Returns a definition that has the parts, and removes it, so that each definition is returned once. */
  take(type: MergedType): TypeDefinition | undefined {
    for (const key of keysOfType(type)) {
      const candidates = this.#candidates.get(key) ?? [];
      const index = candidates
        .slice(0, maxCandidates)
        .findIndex((definition) => this.#isMatch(type, definition));
      if (index >= 0) return candidates.splice(index, 1)[0];
    }
    return undefined;
  }
}

interface Named {
  readonly name: string;
}

/** Without conditional parts, all names; otherwise the first unconditional name. */
function keyOfDefinition(model: Model, definition: TypeDefinition): string {
  const parts = partsOf(model, definition);
  const unconditional = parts.filter(({ condition }) => condition === undefined);
  const kind = kindOf(definition);
  return unconditional.length === parts.length
    ? exactKey(kind, parts)
    : partKey(kind, unconditional[0]?.name);
}

function keysOfType(type: MergedType): string[] {
  const parts = type.kind === "enum" ? type.values : type.kind === "object" ? type.members : [];
  const kind =
    type.kind === "object"
      ? objectKind(type.tag)
      : type.kind === "alternate"
        ? alternateKind(type.alternatives.length)
        : type.kind;
  return [exactKey(kind, parts), ...parts.map(({ name }) => partKey(kind, name)), partKey(kind)];
}

function exactKey(kind: string, parts: readonly Named[]): string {
  return JSON.stringify([kind, parts.map(({ name }) => name).sort()]);
}

function partKey(kind: string, name?: string): string {
  return JSON.stringify([kind, "with", name]);
}

function kindOf(definition: TypeDefinition): string {
  switch (definition.kind) {
    case "enum":
      return definition.kind;
    case "struct":
      return objectKind(undefined);
    case "union":
      return objectKind(definition.discriminator);
    case "alternate":
      return alternateKind(definition.alternatives.length);
  }
}

function objectKind(tag: string | undefined): string {
  return tag === undefined ? "object" : `object ${tag}`;
}

function alternateKind(alternatives: number): string {
  return `alternate ${alternatives}`;
}

/** The alternatives of an answer have no names. */
function partsOf(
  model: Model,
  definition: TypeDefinition,
): readonly (Named & { readonly condition: unknown })[] {
  if (definition.kind === "enum") return definition.values;
  return definition.kind === "alternate"
    ? []
    : commonMembers(model, { kind: "named", type: definition.name });
}
