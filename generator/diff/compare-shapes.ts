import { compareObjects } from "./compare-objects.js";
import { compareTypes, describeType, jsonKind } from "./compare-types.js";
import {
  change,
  combine,
  combineAll,
  compareFeatures,
  stabilityOf,
  stable,
  unchanged,
  type Comparison,
  type Location,
  type Lookups,
} from "./comparison.js";
import type { AlternateShape, EnumShape, Interface, Shape, ShapeLookup, Type } from "./interface.js";

/** The type names of both sides; undefined unless both sides have unmasked names. */
export interface Identifiers {
  readonly old: ReadonlySet<string>;
  readonly new: ReadonlySet<string>;
}

export function identifiersOf(before: Interface, after: Interface): Identifiers | undefined {
  return before.identifiers && after.identifiers && { old: before.identifiers, new: after.identifiers };
}

/** Compares two enums, objects or alternates that are used in the same place. */
export function compareShapes(
  before: Shape,
  after: Shape,
  lookups: Lookups,
  identifiers: Identifiers | undefined,
): Comparison {
  const at = {
    path: "",
    scope: `${before.id}|${after.id}`,
    stability: stable,
    type: before.name ?? after.name,
  };
  return combine(
    compareFeatures(before.features, after.features, at),
    compareNames(before.identifier, after.identifier, at, identifiers),
    compareParts(before, after, lookups),
  );
}

function compareParts(before: Shape, after: Shape, lookups: Lookups): Comparison {
  if (before.kind === "enum" && after.kind === "enum") return compareEnums(before, after);
  if (before.kind === "object" && after.kind === "object") return compareObjects(before, after, lookups);
  if (before.kind === "alternate" && after.kind === "alternate") {
    return compareAlternates(before, after, lookups);
  }
  return unchanged;
}

/** Type names do not appear on the wire, but TypeScript code imports them. */
function compareNames(
  before: string | undefined,
  after: string | undefined,
  at: Location,
  identifiers: Identifiers | undefined,
): Comparison {
  if (before === undefined || after === undefined || before === after || !identifiers) return unchanged;
  const [isRemoved, isNew] = [!identifiers.new.has(before), !identifiers.old.has(after)];
  // Both types exist on both sides; only this place uses the other one.
  if (!isRemoved && !isNew) return unchanged;
  const kind = isRemoved && isNew ? "type-renamed" : isRemoved ? "type-merged" : "type-split";
  return change(kind, { ...at, scope: `${before}|${after}` }, { old: before, new: after });
}

function compareEnums(before: EnumShape, after: EnumShape): Comparison {
  const newValues = new Map(after.values.map((value) => [value.name, value]));
  const oldNames = new Set(before.values.map(({ name }) => name));
  const locate = (name: string, scope: string, features: readonly string[]): Location => ({
    path: `=${name}`,
    scope,
    stability: stabilityOf(features),
    type: before.name ?? after.name,
  });
  const known = before.values.map(({ name, features }) => {
    const counterpart = newValues.get(name);
    if (!counterpart) {
      return change("value-removed", locate(name, `${before.id}=${name}|`, features), { old: name });
    }
    const at = locate(name, `${before.id}=${name}|${after.id}=${name}`, features);
    return compareFeatures(features, counterpart.features, at);
  });
  const added = after.values.filter(({ name }) => !oldNames.has(name));
  return combineAll([
    ...known,
    ...added.map(({ name }) => {
      const at = { ...locate(name, `|${after.id}=${name}`, []), type: after.name ?? before.name };
      return change("value-added", at, { new: name });
    }),
  ]);
}

/** The wire does not show the names of alternatives: their JSON types distinguish them. */
function compareAlternates(before: AlternateShape, after: AlternateShape, lookups: Lookups): Comparison {
  const locate = (kind: string): Location => ({
    path: `(${kind})`,
    scope: `${before.id}(${kind})|${after.id}`,
    stability: stable,
    type: before.name ?? after.name,
  });
  const oldTypes = byJsonKind(before.alternatives, lookups.old);
  const newTypes = byJsonKind(after.alternatives, lookups.new);
  const known = [...oldTypes].map(([kind, type]) => {
    const counterpart = newTypes.get(kind);
    return counterpart
      ? compareTypes(type, counterpart, locate(kind), lookups)
      : change("alternative-removed", locate(kind), { old: describeType(type, lookups.old) });
  });
  const added = [...newTypes].filter(([kind]) => !oldTypes.has(kind));
  return combineAll([
    ...known,
    ...added.map(([kind, type]) =>
      change("alternative-added", locate(kind), { new: describeType(type, lookups.new) }),
    ),
  ]);
}

function byJsonKind(types: readonly Type[], lookup: ShapeLookup): ReadonlyMap<string, Type> {
  return new Map(types.map((type) => [jsonKind(type, lookup), type]));
}
