import type { ChangeKind, Direction, Effect } from "./kinds.js";
import type { Shape } from "./interface.js";

/** What the features of something old promise of it: that it may go. */
export interface Marks {
  readonly unstable: boolean;
  readonly deprecated: boolean;
}

export function marksOf(features: readonly string[]): Marks {
  return { unstable: features.includes("unstable"), deprecated: features.includes("deprecated") };
}

export const unmarked: Marks = { unstable: false, deprecated: false };

/** A place within a command, an event or a type. */
export interface Site {
  /** From what is compared: `.member`, `[]`, `(tag=value)`, `=value`. */
  readonly path: string;
  /** Where it is declared on either side. A change with one scope is one change, however often it is met. */
  readonly scope: string;
  readonly marks: Marks;
  /** The type that declares it, where it has a name. */
  readonly type?: string | undefined;
}

/** A change, seen from what is compared, before it is known who uses that. */
export interface Change extends Site {
  readonly kind: ChangeKind;
  readonly old?: string;
  readonly new?: string;
  /** What the rule cannot know of TypeScript. */
  readonly types?: Readonly<Record<Direction, Effect>>;
}

/** From what is compared on to a pair of types that it uses. */
export interface Step {
  readonly path: string;
  readonly marks: Marks;
  readonly old: Shape;
  readonly new: Shape;
}

/** What a comparison found: changes, and types that are to be compared in their turn. */
export interface Comparison {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

export const same: Comparison = { changes: [], steps: [] };

export function together(...parts: readonly Comparison[]): Comparison {
  return {
    changes: parts.flatMap(({ changes }) => changes),
    steps: parts.flatMap(({ steps }) => steps),
  };
}

export function change(
  kind: ChangeKind,
  { path, scope, marks, type }: Site,
  details: Pick<Change, "old" | "new" | "types"> = {},
): Comparison {
  return { changes: [{ kind, path, scope, marks, type, ...details }], steps: [] };
}

/** The shapes of both sides by their ids. */
export interface Sides {
  readonly old: (id: string) => Shape;
  readonly new: (id: string) => Shape;
}
