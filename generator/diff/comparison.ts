import type { ChangeKind, Direction, Effect } from "./change-kinds.js";
import type { Shape, ShapeLookup } from "./interface.js";

/** Whether the old schema warns that something may change or disappear. */
export interface Stability {
  readonly unstable: boolean;
  readonly deprecated: boolean;
}

export const stable: Stability = { unstable: false, deprecated: false };

export function stabilityOf(features: readonly string[]): Stability {
  return { unstable: features.includes("unstable"), deprecated: features.includes("deprecated") };
}

/** A place within a command, an event or a type. */
export interface Location {
  /** Relative to the compared command, event or type: `.member`, `[]`, `(tag=value)`, `=value`. */
  readonly path: string;
  /** The declarations on both sides. Changes of one kind with the same scope are reported as one change. */
  readonly scope: string;
  readonly stability: Stability;
  /** The name of the type that declares the place. */
  readonly type?: string | undefined;
}

/** A change at a place relative to the compared pair; the paths that lead to the pair are added later. */
export interface LocalChange extends Location {
  readonly kind: ChangeKind;
  readonly old?: string;
  readonly new?: string;
  /** Overrides the rule's effect on TypeScript code. */
  readonly types?: Readonly<Record<Direction, Effect>>;
}

/** A reference from the compared pair to a pair of types that has to be compared as well. */
export interface Reference {
  readonly path: string;
  readonly stability: Stability;
  readonly old: Shape;
  readonly new: Shape;
}

export interface Comparison {
  readonly changes: readonly LocalChange[];
  readonly references: readonly Reference[];
}

export const unchanged: Comparison = { changes: [], references: [] };

export function combine(...parts: readonly Comparison[]): Comparison {
  return combineAll(parts);
}

/** Combines any number of comparisons: a call cannot have more than about 100,000 arguments. */
export function combineAll(parts: readonly Comparison[]): Comparison {
  return {
    changes: parts.flatMap(({ changes }) => changes),
    references: parts.flatMap(({ references }) => references),
  };
}

/** Returns a comparison that consists of one change. */
export function change(
  kind: ChangeKind,
  { path, scope, stability, type }: Location,
  details: Pick<LocalChange, "old" | "new" | "types"> = {},
): Comparison {
  return { changes: [{ kind, path, scope, stability, type, ...details }], references: [] };
}

/** The lookups of both interfaces. */
export interface Lookups {
  readonly old: ShapeLookup;
  readonly new: ShapeLookup;
}

/** Compares lists of features. `deprecated` has its own kinds of change. */
export function compareFeatures(
  before: readonly string[],
  after: readonly string[],
  at: Location,
): Comparison {
  const removed = difference(before, after);
  const added = difference(after, before);
  return combineAll([
    ...removed.map((name) =>
      name === "deprecated" ? change("undeprecated", at) : change("feature-removed", at, { old: name }),
    ),
    ...added.map((name) =>
      name === "deprecated" ? change("deprecated", at) : change("feature-added", at, { new: name }),
    ),
  ]);
}

function difference(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

/** A command or event itself, or its arguments, return or data, from which types are reached. */
export interface Root {
  readonly path: string;
  readonly part: RootPart;
  readonly direction: Direction;
  readonly stability: Stability;
  readonly comparison: Comparison;
}

export type RootPart = (typeof rootParts)[number];

export const rootParts = ["definition", "arguments", "returns", "data"] as const;
