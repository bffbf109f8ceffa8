import { identifiersOf } from "./compare-shapes.js";
import type { Change, Marks } from "./comparison.js";
import type { Finding } from "./finding.js";
import type { Interface } from "./interface.js";
import { kinds, severity, worse, type Direction, type Effects } from "./kinds.js";
import { compareRoots, type Root } from "./roots.js";
import { thingCalled } from "./subject.js";
import { walk } from "./walk.js";

/** Everything that is different in what clients see, in the order of its paths. */
export function diffInterfaces(old: Interface, now: Interface): readonly Finding[] {
  const roots = compareRoots(old, now);
  const pairs = walk(roots, { old: old.shape, new: now.shape }, identifiersOf(old, now));
  const met = [
    ...roots.flatMap((root) =>
      root.comparison.changes.map((change) =>
        meet({ [root.direction]: root.path }, change, new Set([root]), root.marks),
      ),
    ),
    ...pairs.flatMap(({ paths, comparison, uses, reached }) => {
      const marks = { unstable: !reached.stable, deprecated: !reached.current };
      return comparison.changes.map((change) => meet(paths, change, uses, marks));
    }),
  ];
  return merge(met).map(judge).sort(inOrder);
}

/** A change in its places. */
interface Meeting {
  readonly change: Change;
  readonly paths: Paths;
  readonly uses: ReadonlySet<Root>;
  readonly marks: Marks;
}

/** The shortest path by what is done with what is there. */
type Paths = Readonly<Partial<Record<Direction, string>>>;
const directions = ["sent", "received"] as const;

function meet(around: Paths, change: Change, uses: ReadonlySet<Root>, outer: Marks): Meeting {
  const paths = directions.flatMap((direction) => {
    const path = around[direction];
    return path === undefined ? [] : [[direction, path + change.path] as const];
  });
  const marks = {
    unstable: change.marks.unstable || outer.unstable,
    deprecated: change.marks.deprecated || outer.deprecated,
  };
  return { change, paths: Object.fromEntries(paths), uses, marks };
}

/** What is declared once is told once, under its shortest path. */
function merge(met: readonly Meeting[]): readonly Meeting[] {
  const merged = new Map<string, Meeting>();
  for (const meeting of met) {
    const { kind, scope, old, new: now } = meeting.change;
    const key = JSON.stringify([kind, scope, old, now]);
    const known = merged.get(key);
    merged.set(key, known ? join(known, meeting) : meeting);
  }
  return [...merged.values()];
}

function join(one: Meeting, other: Meeting): Meeting {
  const paths = directions.flatMap((direction) => {
    const path = shorter(one.paths[direction], other.paths[direction]);
    return path === undefined ? [] : [[direction, path] as const];
  });
  const uses = new Set([...one.uses, ...other.uses]);
  const marks = {
    unstable: one.marks.unstable && other.marks.unstable,
    deprecated: one.marks.deprecated && other.marks.deprecated,
  };
  return { change: one.change, paths: Object.fromEntries(paths), uses, marks };
}

function shorter(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.length < other.length || (one.length === other.length && one < other) ? one : other;
}

function judge({ change, paths, uses, marks }: Meeting): Finding {
  const { kind, old, new: now, type } = change;
  const effects = directions.flatMap((direction) => {
    const path = paths[direction];
    return path === undefined ? [] : [{ direction, path, ...effectsOf(change, direction) }];
  });
  // It is told where it matters most.
  const [first] = [...effects].sort((a, b) => severity(b.wire, a.wire) || severity(b.types, a.types));
  const roots = [...uses].map((use) => use.path).sort();
  return {
    ...{ kind, path: first?.path ?? "", message: kinds[kind].says.replace("%", thingCalled(roots)) },
    ...(old !== undefined && { old }),
    ...(now !== undefined && { new: now }),
    wire: effects.map(({ wire }) => wire).reduce(worse, "compatible"),
    types: effects.map(({ types }) => types).reduce(worse, "compatible"),
    directions: effects.map(({ direction }) => direction),
    ...(type !== undefined && { type }),
    ...marks,
    uses: roots,
  };
}

function effectsOf({ kind, types }: Change, direction: Direction): Effects {
  const rule = kinds[kind][direction];
  return { wire: rule.wire, types: types?.[direction] ?? rule.types };
}

function inOrder(one: Finding, other: Finding): number {
  const [a, b] = [one, other].map((each) => JSON.stringify([each.path, each.kind, each.old, each.new]));
  return (a ?? "") < (b ?? "") ? -1 : 1;
}
