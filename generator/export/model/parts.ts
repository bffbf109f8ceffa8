import {
  type Condition,
  type Documentation,
  type DocumentationText,
  type Feature,
  type FreeFormDocumentation,
  type Position,
  type TypeReference,
} from "../../model/index.js";
import type {
  ConditionEntry,
  DocumentationEntry,
  FeatureEntry,
  PositionEntry,
  TextEntry,
  TypeEntry,
} from "./document.js";

export function typeEntry(type: TypeReference): TypeEntry {
  return type.kind === "array" ? [typeEntry(type.element)] : type.name;
}

export function conditionEntry(condition: Condition): ConditionEntry {
  switch (condition.kind) {
    case "defined":
      return condition.name;
    case "all":
      return { all: condition.conditions.map(conditionEntry) };
    case "any":
      return { any: condition.conditions.map(conditionEntry) };
    case "not":
      return { not: conditionEntry(condition.condition) };
  }
}

/** Returns the members that every part of a definition has besides its name. */
export function commonEntry({
  position,
  condition,
  features = [],
}: {
  readonly position: Position;
  readonly condition: Condition | undefined;
  readonly features?: readonly Feature[];
}): Omit<FeatureEntry, "name"> & { readonly features?: readonly FeatureEntry[] } {
  return {
    ...placed(position),
    ...(condition !== undefined && { condition: conditionEntry(condition) }),
    ...listed("features", features, (feature) => ({ name: feature.name, ...commonEntry(feature) })),
  };
}

export function documentationEntry(documentation: Documentation, name: string): DocumentationEntry {
  const { symbol, position, body, members, features, sections } = documentation;
  return {
    ...placed(position),
    ...(symbol !== name && { symbol }),
    ...listed("body", body, textEntry),
    ...listed("members", members, (each) => ({ name: each.name, ...textEntry(each) })),
    ...listed("features", features, (each) => ({ name: each.name, ...textEntry(each) })),
    ...listed("sections", sections, (each) => ({ tag: each.tag, ...textEntry(each) })),
  };
}

export function textEntry({ lines, position }: DocumentationText | FreeFormDocumentation): TextEntry {
  return { ...placed(position), ...(lines.length > 0 && { text: lines.join("\n") }) };
}

/** Returns the flags of a definition that differ from their defaults. */
export function flagsEntry<Flags extends object>(definition: Flags, defaults: Flags): Partial<Flags> {
  const keys = Object.keys(defaults) as (keyof Flags)[];
  const given = keys.filter((key) => definition[key] !== defaults[key]).map((key) => [key, definition[key]]);
  return Object.fromEntries(given) as Partial<Flags>;
}

/** Returns a list as a member; no member if the list is empty. */
export function listed<Key extends string, T, U>(
  key: Key,
  items: readonly T[],
  convert: (item: T) => U,
): { readonly [Name in Key]?: readonly U[] } {
  const member: unknown = items.length === 0 ? {} : { [key]: items.map(convert) };
  return member as { readonly [Name in Key]?: readonly U[] };
}

function placed({ line, column }: Position): { readonly position?: PositionEntry } {
  return line === 0 ? {} : { position: [line, column] };
}
