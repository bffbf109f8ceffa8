import {
  commonMembers,
  isType,
  jsonTypeOf,
  type AlternateType,
  type Command,
  type Event,
  type Members,
  type Model,
  type TypeDefinition,
  type TypeReference,
} from "../../model/index.js";
import {
  typeIdIn,
  type MergedEntry,
  type MergedSchema,
  type MergedType,
  type TypeUse,
} from "../merge/merged-schema.js";

/** The definitions of a schema that correspond to those of the merged answers. */
export interface SchemaMatch {
  readonly model: Model;
  /** Returns the command or event of that name. */
  entry(name: string): Command | Event | undefined;
  /** The definitions by the numbers of the merged types. */
  readonly types: ReadonlyMap<number, TypeDefinition>;
}

/**
 * Matches merged types with the definitions of a schema by the places where they are used. The schema may have
 * another version than the servers: if several pairs are possible, those with the least difference are matched.
 */
export function matchSchema(schema: MergedSchema, model: Model): SchemaMatch {
  const pairs = new PairCollector(schema, model).run();
  const types = new Map<number, TypeDefinition>();
  const matched = new Set<TypeDefinition>();
  for (const { id, definition } of pairs.sort(byDifference)) {
    if (types.has(id) || matched.has(definition)) continue;
    types.set(id, definition);
    matched.add(definition);
  }
  return { model, types, entry: (name) => findEntry(model, name) };
}

function findEntry(model: Model, name: string): Command | Event | undefined {
  const found = model.byName.get(name);
  return found?.kind === "command" || found?.kind === "event" ? found : undefined;
}

/** A merged type and a definition that are used in the same place. */
interface Pair {
  readonly id: number;
  readonly definition: TypeDefinition;
  readonly difference: number;
}

function byDifference(a: Pair, b: Pair): number {
  return a.difference === b.difference ? 0 : a.difference - b.difference;
}

/** Pairs of unused types have no common place, so every other pair takes precedence. */
const unusedDifference = Infinity;

/** Collects pairs by walking both schemas in parallel from the commands and events. */
class PairCollector {
  readonly #schema: MergedSchema;
  readonly #model: Model;
  readonly #pairs = new Map<string, Pair>();
  readonly #visited = new Set<Pair>();

  constructor(schema: MergedSchema, model: Model) {
    this.#schema = schema;
    this.#model = model;
  }

  run(): Pair[] {
    for (const entry of this.#schema.entries) {
      const definition = findEntry(this.#model, entry.name);
      if (definition) this.#visitEntry(entry, definition);
    }
    this.#visitTypes(this.#pairs.values());
    this.#pairUnused();
    this.#visitTypes(this.#pairs.values());
    return [...this.#pairs.values()];
  }

  /** The iteration includes pairs that the visits add. */
  #visitTypes(pairs: Iterable<Pair>): void {
    for (const pair of pairs) {
      const type = this.#schema.types.get(pair.id);
      if (!type || this.#visited.has(pair)) continue;
      this.#visited.add(pair);
      this.#visitType(type, pair.definition);
    }
  }

  #visitEntry(entry: MergedEntry, definition: Command | Event): void {
    if (entry.data) this.#visitData(entry.data, definition.data);
    if (entry.kind === "event" || definition.kind === "event") return;
    if (entry.returns) this.#visitUse(entry.returns, definition.returns);
  }

  /** An unused type matches a definition that has exactly its members and that no used type may match. */
  #pairUnused(): void {
    if (this.#schema.unused.length === 0) return;
    const taken = new Set([...this.#pairs.values()].map(({ definition }) => definition));
    const free = this.#model.definitions.filter(isType).filter((definition) => !taken.has(definition));
    const matches = new ExactMatches(this.#model, free);
    for (const use of this.#schema.unused) {
      const id = typeIdIn(use);
      const type = id === undefined ? undefined : this.#schema.types.get(id);
      const definition = type && matches.take(type);
      if (id === undefined || !definition) continue;
      this.#pairs.set(`${id} ${definition.name}`, { id, definition, difference: unusedDifference });
    }
  }

  #visitData(use: TypeUse, data: Members): void {
    if (data.kind === "named") this.#visitUse(use, { kind: "defined", name: data.type });
    else if (use.kind === "type") this.#visitMembers(this.#schema.types.get(use.id), data);
  }

  #visitType(type: MergedType, definition: TypeDefinition): void {
    if (definition.kind === "alternate") this.#visitAlternatives(type, definition);
    if (definition.kind !== "struct" && definition.kind !== "union") return;
    this.#visitMembers(type, { kind: "named", type: definition.name });
    if (definition.kind !== "union" || type.kind !== "object") return;
    const branches = new Map(definition.branches.map((branch) => [branch.name, branch.type]));
    for (const { name, use } of type.variants) if (use) this.#visitUse(use, branches.get(name));
  }

  #visitMembers(type: MergedType | undefined, data: Members): void {
    if (type?.kind !== "object") return;
    const members = new Map(commonMembers(this.#model, data).map((member) => [member.name, member.type]));
    for (const { name, use } of type.members) this.#visitUse(use, members.get(name));
  }

  #visitAlternatives(type: MergedType, { alternatives }: AlternateType): void {
    if (type.kind !== "alternate") return;
    const byJsonType = new Map<string | undefined, TypeReference>(
      alternatives.map((branch) => [jsonTypeOf(this.#model, branch.type), branch.type]),
    );
    for (const { jsonType, use } of type.alternatives) this.#visitUse(use, byJsonType.get(jsonType));
  }

  #visitUse(use: TypeUse, reference: TypeReference | undefined): void {
    if (use.kind === "array" && reference?.kind === "array") this.#visitUse(use.element, reference.element);
    if (use.kind !== "type" || reference?.kind !== "defined") return;
    const definition = this.#model.byName.get(reference.name);
    const type = this.#schema.types.get(use.id);
    const key = `${use.id} ${reference.name}`;
    if (!type || !definition || !isType(definition) || this.#pairs.has(key)) return;
    const difference = differenceOf(this.#model, type, definition);
    if (difference !== undefined) this.#pairs.set(key, { id: use.id, definition, difference });
  }
}

/**
 * Counts the members, values or branches that only one of the two types has; undefined for types of different kinds.
 * A server may lack the parts that are conditional in the schema.
 */
function differenceOf(model: Model, type: MergedType, definition: TypeDefinition): number | undefined {
  switch (definition.kind) {
    case "enum":
      return type.kind === "enum" ? countUnmatched(type.values, definition.values) : undefined;
    case "alternate":
      if (type.kind !== "alternate") return undefined;
      return Math.abs(type.alternatives.length - definition.alternatives.length);
    case "struct":
    case "union": {
      if (type.kind !== "object") return undefined;
      const tag = definition.kind === "union" ? definition.discriminator : undefined;
      const members = commonMembers(model, { kind: "named", type: definition.name });
      return countUnmatched(type.members, members) + (type.tag === tag ? 0 : 1);
    }
  }
}

interface Named {
  readonly name: string;
}

function countUnmatched(
  reported: readonly Named[],
  defined: readonly (Named & { readonly condition: unknown })[],
): number {
  const reportedNames = new Set(reported.map(({ name }) => name));
  const definedNames = new Set(defined.map(({ name }) => name));
  const missing = defined.filter(
    ({ name, condition }) => condition === undefined && !reportedNames.has(name),
  );
  return missing.length + reported.filter(({ name }) => !definedNames.has(name)).length;
}

/** The maximum number of definitions with conditional parts that one type is compared with. */
const maxCandidates = 100;

/**
 * Finds the definitions that have exactly the parts of a type. A server may lack the parts that are conditional in the
 * schema, so definitions are found by one of their unconditional parts.
 */
class ExactMatches {
  readonly #candidates = new Map<string, TypeDefinition[]>();
  readonly #model: Model;

  constructor(model: Model, definitions: readonly TypeDefinition[]) {
    this.#model = model;
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
        .findIndex((definition) => differenceOf(this.#model, type, definition) === 0);
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
