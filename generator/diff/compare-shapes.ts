import { compareFeatures } from "./compare-features.js";
import { compareObjects } from "./compare-objects.js";
import { compareTypes } from "./compare-types.js";
import {
  change,
  marksOf,
  same,
  together,
  unmarked,
  type Comparison,
  type Sides,
  type Site,
} from "./comparison.js";
import type { AlternateShape, EnumShape, Interface, Shape, Type } from "./interface.js";
import { jsonKind, typeWords } from "./json-kind.js";

/** Which type names there are on either side; undefined unless both sides have real ones. */
export interface Identifiers {
  readonly old: ReadonlySet<string>;
  readonly new: ReadonlySet<string>;
}

export function identifiersOf(old: Interface, now: Interface): Identifiers | undefined {
  return old.identifiers && now.identifiers && { old: old.identifiers, new: now.identifiers };
}

/** Compares two types that stand in one place. */
export function compareShapes(
  old: Shape,
  now: Shape,
  sides: Sides,
  identifiers: Identifiers | undefined,
): Comparison {
  const type = old.name ?? now.name;
  const at = { path: "", scope: `${old.id}|${now.id}`, marks: unmarked, type };
  return together(
    compareFeatures(old.features, now.features, at),
    compareNames(old, now, at, identifiers),
    compareParts(old, now, sides),
  );
}

function compareParts(old: Shape, now: Shape, sides: Sides): Comparison {
  if (old.kind === "enum" && now.kind === "enum") return compareEnums(old, now);
  if (old.kind === "object" && now.kind === "object") return compareObjects(old, now, sides);
  if (old.kind === "alternate" && now.kind === "alternate") return compareAlternates(old, now, sides);
  return same;
}

/** Names are not on the wire, but callers import them. */
function compareNames(
  { identifier: old }: Shape,
  { identifier: now }: Shape,
  at: Site,
  names: Identifiers | undefined,
): Comparison {
  if (old === undefined || now === undefined || old === now || !names) return same;
  const [gone, come] = [!names.new.has(old), !names.old.has(now)];
  const kind = gone && come ? "type-renamed" : gone ? "type-merged" : "type-split";
  // Both types are on both sides: only this place uses the other one now.
  return gone || come ? change(kind, { ...at, scope: `${old}|${now}` }, { old, new: now }) : same;
}

function compareEnums(old: EnumShape, now: EnumShape): Comparison {
  const newValues = new Map(now.values.map((value) => [value.name, value]));
  const oldNames = new Set(old.values.map(({ name }) => name));
  const known = old.values.map(({ name, features }) => {
    const at = { path: `=${name}`, marks: marksOf(features), type: old.name ?? now.name };
    const heir = newValues.get(name);
    return heir
      ? compareFeatures(features, heir.features, { ...at, scope: `${old.id}=${name}|${now.id}=${name}` })
      : change("value-removed", { ...at, scope: `${old.id}=${name}|` }, { old: name });
  });
  const added = now.values.flatMap(({ name }) =>
    oldNames.has(name)
      ? []
      : change(
          "value-added",
          { path: `=${name}`, scope: `|${now.id}=${name}`, marks: unmarked, type: now.name ?? old.name },
          { new: name },
        ),
  );
  return together(...known, ...added);
}

/** Alternatives have no names on the wire: they are told apart by how their values look. */
function compareAlternates(old: AlternateShape, now: AlternateShape, sides: Sides): Comparison {
  const site = (kind: string): Site => ({
    ...{ path: `(${kind})`, scope: `${old.id}(${kind})|${now.id}`, marks: unmarked },
    type: old.name ?? now.name,
  });
  const byKind = (types: readonly Type[], find: Sides["old"]): Map<string, Type> =>
    new Map(types.map((type) => [jsonKind(type, find), type]));
  const [oldTypes, newTypes] = [byKind(old.alternatives, sides.old), byKind(now.alternatives, sides.new)];
  const known = [...oldTypes].map(([kind, type]) => {
    const heir = newTypes.get(kind);
    return heir
      ? compareTypes(type, heir, site(kind), sides)
      : change("alternative-removed", site(kind), { old: typeWords(type, sides.old) });
  });
  const added = [...newTypes].flatMap(([kind, type]) =>
    oldTypes.has(kind) ? [] : change("alternative-added", site(kind), { new: typeWords(type, sides.new) }),
  );
  return together(...known, ...added);
}
