import { compareShapes, type Identifiers } from "./compare-shapes.js";
import type { Comparison, Marks, Sides, Step } from "./comparison.js";
import type { Direction } from "./kinds.js";
import type { Root } from "./roots.js";

/** A pair of types that stand in the same places, compared once, and where that is. */
export interface Pair {
  /** The shortest way to it from what is sent, and from what is received, where it is. */
  readonly paths: Readonly<Partial<Record<Direction, string>>>;
  readonly comparison: Comparison;
  readonly uses: Set<Root>;
  /** Whether some way to it leads through nothing that is so marked. */
  readonly reached: { stable: boolean; current: boolean };
}

/** Every pair of types that is reached from the roots. */
export function walk(
  roots: readonly Root[],
  sides: Sides,
  identifiers: Identifiers | undefined,
): readonly Pair[] {
  const pairs = new Map<string, Found>();
  const pairOf = (step: Step): Found => {
    const found = pairs.get(keyOf(step)) ?? {
      comparison: compareShapes(step.old, step.new, sides, identifiers),
      ...{ paths: {}, uses: new Set(), reached: { stable: false, current: false } },
    };
    pairs.set(keyOf(step), found);
    return found;
  };
  for (const direction of ["sent", "received"] as const) notePaths(roots, direction, pairOf);
  for (const root of roots) noteUses(root, pairs);
  return [...pairs.values()];
}

interface Found extends Pair {
  readonly paths: Partial<Record<Direction, string>>;
}

/** Goes out from the roots in layers, so that the first way to a pair is a shortest. */
function notePaths(roots: readonly Root[], direction: Direction, pairOf: (step: Step) => Found): void {
  const begin = roots.filter((root) => root.direction === direction);
  let layer = begin.flatMap(({ path, comparison }) => stepsFrom(path, comparison));
  while (layer.length > 0) {
    const next: typeof layer = [];
    for (const { path, step } of layer) {
      const { paths, comparison } = pairOf(step);
      if (paths[direction] !== undefined) continue;
      paths[direction] = path;
      next.push(...stepsFrom(path, comparison));
    }
    layer = next;
  }
}

function stepsFrom(path: string, { steps }: Comparison): { readonly path: string; readonly step: Step }[] {
  const further = steps.map((step) => ({ path: path + step.path, step }));
  return further.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function keyOf({ old, new: now }: Step): string {
  return JSON.stringify([old.id, now.id]);
}

function noteUses(root: Root, pairs: ReadonlyMap<string, Pair>): void {
  reach(root, pairs, "none", (pair) => pair.uses.add(root));
  reach(root, pairs, "unstable", (pair) => (pair.reached.stable = true));
  reach(root, pairs, "deprecated", (pair) => (pair.reached.current = true));
}

/** Goes everywhere from a root but where something is marked. */
function reach(
  root: Root,
  pairs: ReadonlyMap<string, Pair>,
  except: keyof Marks | "none",
  note: (pair: Pair) => void,
): void {
  const isClosed = (marks: Marks): boolean => except !== "none" && marks[except];
  if (isClosed(root.marks)) return;
  const seen = new Set<Pair>();
  const ahead = [...root.comparison.steps];
  for (let step = ahead.pop(); step; step = ahead.pop()) {
    const pair = pairs.get(keyOf(step));
    if (!pair || seen.has(pair) || isClosed(step.marks)) continue;
    seen.add(pair);
    note(pair);
    ahead.push(...pair.comparison.steps);
  }
}
