import {
  changeKinds,
  compareSeverity,
  type Direction,
  type Effects,
  type SchemaChange,
  worse,
} from "./change-kinds.js";
import { compareRoots, type RootPart } from "./compare-roots.js";
import { identifiersOf } from "./compare-shapes.js";
import type { LocalChange, Stability } from "./comparison.js";
import type { Interface } from "./interface.js";
import { comparePairs, maxUses, type Paths, type Uses } from "./walk.js";

/** Returns every difference that is visible to clients, sorted by path. */
export function diffInterfaces(before: Interface, after: Interface): readonly SchemaChange[] {
  const lookups = { old: before.shape, new: after.shape };
  const roots = compareRoots(before, after);
  const pairs = comparePairs(roots, lookups, identifiersOf(before, after));
  const occurrences = [
    ...roots.flatMap((root) => {
      const paths = { [root.direction]: root.path };
      const uses = { roots: new Set([root]), parts: new Set([root.part]) };
      return root.comparison.changes.map((change) => occurrenceOf(change, paths, uses, root.stability));
    }),
    ...pairs.flatMap(({ paths, comparison, uses, stability }) =>
      comparison.changes.map((change) => occurrenceOf(change, paths, uses, stability)),
    ),
  ];
  return mergeByDeclaration(occurrences).map(toSchemaChange).sort(byPath);
}

/** A change at absolute paths. */
interface Occurrence {
  readonly change: LocalChange;
  readonly paths: Paths;
  readonly uses: Uses;
  readonly stability: Stability;
}

const directions = ["sent", "received"] as const;

function occurrenceOf(change: LocalChange, prefixes: Paths, uses: Uses, outer: Stability): Occurrence {
  const paths = mapPaths((direction) => {
    const prefix = prefixes[direction];
    return prefix === undefined ? undefined : prefix + change.path;
  });
  const stability = {
    unstable: change.stability.unstable || outer.unstable,
    deprecated: change.stability.deprecated || outer.deprecated,
  };
  return { change, paths, uses, stability };
}

function mapPaths(pathFor: (direction: Direction) => string | undefined): Paths {
  const paths: Partial<Record<Direction, string>> = {};
  for (const direction of directions) {
    const path = pathFor(direction);
    if (path !== undefined) paths[direction] = path;
  }
  return paths;
}

/** Reports a change of one declaration once, under its shortest path. */
function mergeByDeclaration(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const merged = new Map<string, Occurrence>();
  for (const occurrence of occurrences) {
    const { kind, scope, old, new: after } = occurrence.change;
    const key = JSON.stringify([kind, scope, old, after]);
    const known = merged.get(key);
    merged.set(key, known ? join(known, occurrence) : occurrence);
  }
  return [...merged.values()];
}

function join(one: Occurrence, other: Occurrence): Occurrence {
  return {
    change: one.change,
    paths: mapPaths((direction) => shorter(one.paths[direction], other.paths[direction])),
    uses: joinUses(one.uses, other.uses),
    stability: {
      unstable: one.stability.unstable && other.stability.unstable,
      deprecated: one.stability.deprecated && other.stability.deprecated,
    },
  };
}

function joinUses(one: Uses, other: Uses): Uses {
  const roots = [...new Set([...one.roots, ...other.roots])];
  const first = roots.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, maxUses);
  return { roots: new Set(first), parts: new Set([...one.parts, ...other.parts]) };
}

function shorter(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.length < other.length || (one.length === other.length && one < other) ? one : other;
}

function toSchemaChange({ change, paths, uses, stability }: Occurrence): SchemaChange {
  const { kind, old, new: after, type } = change;
  const effects = directions.flatMap((direction) => {
    const path = paths[direction];
    return path === undefined ? [] : [{ direction, path, ...effectsOf(change, direction) }];
  });
  const [worst] = [...effects].sort(
    (a, b) => compareSeverity(b.wire, a.wire) || compareSeverity(b.types, a.types),
  );
  return {
    kind,
    path: worst?.path ?? "",
    message: changeKinds[kind].message.replace("%", memberTerm(uses.parts)),
    ...(old !== undefined && { old }),
    ...(after !== undefined && { new: after }),
    wire: effects.map(({ wire }) => wire).reduce(worse, "compatible"),
    types: effects.map(({ types }) => types).reduce(worse, "compatible"),
    directions: effects.map(({ direction }) => direction),
    ...(type !== undefined && { type }),
    ...stability,
    uses: [...uses.roots].map((root) => root.path).sort(),
  };
}

function effectsOf({ kind, types }: LocalChange, direction: Direction): Effects {
  const rule = changeKinds[kind][direction];
  return { wire: rule.wire, types: types?.[direction] ?? rule.types };
}

/** The most specific term that fits a member in all its uses. */
function memberTerm(parts: ReadonlySet<RootPart>): string {
  const [part] = parts;
  return part !== undefined && parts.size === 1 ? memberTerms[part] : "member";
}

const memberTerms: Readonly<Record<RootPart, string>> = {
  definition: "member",
  arguments: "argument",
  returns: "reply member",
  data: "event member",
};

function byPath(one: SchemaChange, other: SchemaChange): number {
  return sortKey(one) < sortKey(other) ? -1 : 1;
}

function sortKey(change: SchemaChange): string {
  return JSON.stringify([change.path, change.kind, change.old, change.new]);
}
