import type { Direction } from "./change-kinds.js";
import { rootParts, type Root, type RootPart } from "./compare-roots.js";
import { compareShapes, type Identifiers } from "./compare-shapes.js";
import type { Comparison, Lookups, Reference, Stability } from "./comparison.js";

/** The shortest path to a place, for each direction in which its values are transferred. */
export type Paths = Readonly<Partial<Record<Direction, string>>>;

/** The commands and events, or parts of them, that contain a place. */
export interface Uses {
  /** The first `maxUses` by path. */
  readonly roots: ReadonlySet<Root>;
  /** What all of them are. */
  readonly parts: ReadonlySet<RootPart>;
}

/** The maximum number of uses that a change lists. */
export const maxUses = 100;

/** A pair of types that are used in the same places. */
interface ComparedPair {
  readonly paths: Paths;
  readonly comparison: Comparison;
  readonly uses: Uses;
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
