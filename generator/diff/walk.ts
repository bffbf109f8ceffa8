import type { Direction } from "./change-kinds.js";
import type { Root } from "./compare-roots.js";
import { compareShapes, type Identifiers } from "./compare-shapes.js";
import type { Comparison, Lookups, Reference, Stability } from "./comparison.js";

/** The shortest path to a place, for each direction in which its values are transferred. */
export type Paths = Readonly<Partial<Record<Direction, string>>>;

/** A pair of types that are used in the same places. */
interface ComparedPair {
  readonly paths: Paths;
  readonly comparison: Comparison;
  readonly uses: ReadonlySet<Root>;
  /** `unstable` and `deprecated` are true if every path to the pair has that mark. */
  readonly stability: Stability;
}

/** Compares every pair of types that is reachable from the roots, each once. */
export function comparePairs(
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
      uses: new Set(),
      stability: { unstable: true, deprecated: true },
    };
    pairs.set(key, pair);
    return pair;
  };
  for (const direction of ["sent", "received"] as const) recordPaths(roots, direction, pairOf);
  for (const root of roots) recordUses(root, pairs);
  return [...pairs.values()];
}

interface MutablePair extends ComparedPair {
  readonly paths: Partial<Record<Direction, string>>;
  readonly uses: Set<Root>;
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

function recordUses(root: Root, pairs: ReadonlyMap<string, MutablePair>): void {
  for (const pair of reachable(root, pairs, () => true)) pair.uses.add(root);
  for (const pair of reachable(root, pairs, ({ unstable }) => !unstable)) pair.stability.unstable = false;
  for (const pair of reachable(root, pairs, ({ deprecated }) => !deprecated)) {
    pair.stability.deprecated = false;
  }
}

/** The pairs that are reachable from a root over accepted references only. */
function reachable(
  root: Root,
  pairs: ReadonlyMap<string, MutablePair>,
  accepts: (stability: Stability) => boolean,
): ReadonlySet<MutablePair> {
  const found = new Set<MutablePair>();
  const pending = accepts(root.stability) ? [...root.comparison.references] : [];
  for (let reference = pending.pop(); reference; reference = pending.pop()) {
    const pair = pairs.get(keyOf(reference));
    if (!pair || found.has(pair) || !accepts(reference.stability)) continue;
    found.add(pair);
    for (const each of pair.comparison.references) pending.push(each);
  }
  return found;
}
