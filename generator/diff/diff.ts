import {
  changeKinds,
  compareSeverity,
  worse,
  type Direction,
  type Effects,
  type SchemaChange,
} from "./change-kinds.js";
import { compareRoots } from "./compare-roots.js";
import {
  rootParts,
  type Comparison,
  type LocalChange,
  type Lookups,
  type Reference,
  type Root,
  type RootPart,
  type Stability,
} from "./comparison.js";
import { compareShapes, identifiersOf, type Identifiers } from "./compare-shapes.js";
import type { Interface } from "./interface.js";

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

/** The shortest path to a place, for each direction in which its values are transferred. */
type Paths = Readonly<Partial<Record<Direction, string>>>;

/** The commands and events, or parts of them, that contain a place. */
interface Uses {
  /** The first `maxUses` by path. */
  readonly roots: ReadonlySet<Root>;
  /** What all of them are. */
  readonly parts: ReadonlySet<RootPart>;
}

/** The maximum number of uses that a change lists. */
const maxUses = 100;

/** A pair of types that are used in the same places. */
interface ComparedPair {
  readonly paths: Paths;
  readonly comparison: Comparison;
  readonly uses: Uses;
  /** `unstable` and `deprecated` are true if every path to the pair has that mark. */
  readonly stability: Stability;
}

/** Compares every pair of types that is reachable from the roots, each once. */
function comparePairs(
  roots: readonly Root[],
  lookups: Lookups,
  identifiers: Identifiers | undefined,
): readonly ComparedPair[] {
  const pairs = new Map<string, MutablePair>();
  const pairOf = (reference: Reference): MutablePair => {
    const key = keyOf(reference);
    const pair = pairs.get(key) ?? {
      paths: {},
      comparison: compareShapes(reference.old, reference.new, lookups, identifiers),
      uses: { roots: new Set(), parts: new Set() },
      stability: { unstable: true, deprecated: true },
    };
    pairs.set(key, pair);
    return pair;
  };
  for (const direction of ["sent", "received"] as const) recordPaths(roots, direction, pairOf);
  recordUses(roots, pairs);
  return [...pairs.values()];
}

interface MutablePair extends ComparedPair {
  readonly paths: Partial<Record<Direction, string>>;
  readonly uses: { readonly roots: Set<Root>; readonly parts: Set<RootPart> };
  readonly stability: { unstable: boolean; deprecated: boolean };
}

interface PathTo {
  readonly path: string;
  readonly reference: Reference;
}

/** A breadth-first search, so that the first path to a pair is a shortest one. */
function recordPaths(
  roots: readonly Root[],
  direction: Direction,
  pairOf: (reference: Reference) => MutablePair,
): void {
  const start = roots.filter((root) => root.direction === direction);
  let layer = start.flatMap(({ path, comparison }) => pathsFrom(path, comparison));
  while (layer.length > 0) {
    const next: PathTo[] = [];
    for (const { path, reference } of layer) {
      const { paths, comparison } = pairOf(reference);
      if (paths[direction] !== undefined) continue;
      paths[direction] = path;
      for (const each of pathsFrom(path, comparison)) next.push(each);
    }
    layer = next;
  }
}

function pathsFrom(path: string, { references }: Comparison): PathTo[] {
  const paths = references.map((reference) => ({ path: path + reference.path, reference }));
  return paths.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function keyOf(reference: Reference): string {
  return JSON.stringify([reference.old.id, reference.new.id]);
}

type Pairs = ReadonlyMap<string, MutablePair>;

/** Each walk enters a pair once, or once for each use that is listed, so that the time does not grow with all uses. */
function recordUses(roots: readonly Root[], pairs: Pairs): void {
  for (const root of roots) {
    visit([root], pairs, ({ uses }) => {
      if (uses.roots.has(root) || uses.roots.size === maxUses) return false;
      uses.roots.add(root);
      return true;
    });
  }
  for (const part of rootParts) {
    const own = roots.filter((root) => root.part === part);
    visit(own, pairs, ({ uses }) => {
      if (uses.parts.has(part)) return false;
      uses.parts.add(part);
      return true;
    });
  }
  for (const mark of ["unstable", "deprecated"] as const) recordStability(mark, roots, pairs);
}

/** A pair loses a mark if a path without the mark leads to it. */
function recordStability(mark: keyof Stability, roots: readonly Root[], pairs: Pairs): void {
  const unmarked = roots.filter(({ stability }) => !stability[mark]);
  visit(unmarked, pairs, (pair, { stability }) => {
    if (stability[mark] || !pair.stability[mark]) return false;
    pair.stability[mark] = false;
    return true;
  });
}

/** Walks from the roots. `enter` is called for each reference to a pair, and returns whether the walk continues from it. */
function visit(
  roots: readonly Root[],
  pairs: Pairs,
  enter: (pair: MutablePair, reference: Reference) => boolean,
): void {
  const pending = roots.flatMap(({ comparison }) => comparison.references);
  for (let reference = pending.pop(); reference; reference = pending.pop()) {
    const pair = pairs.get(keyOf(reference));
    if (!pair || !enter(pair, reference)) continue;
    for (const each of pair.comparison.references) pending.push(each);
  }
}
