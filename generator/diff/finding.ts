import type { ChangeKind, Direction, Effect } from "./kinds.js";

/** A change, told once for all places where it is met. */
export interface Finding {
  readonly kind: ChangeKind;
  /** The shortest way to it, where it matters most: `block_resize.arguments.size`. */
  readonly path: string;
  /** In words. */
  readonly message: string;
  /** What was there: a type, a value, a feature, a name. */
  readonly old?: string;
  readonly new?: string;
  /** What it does to clients of the old that talk to the new. */
  readonly wire: Effect;
  /** What it does to whether typed callers compile. */
  readonly types: Effect;
  readonly directions: readonly Direction[];
  /** The type that declares the thing, where that has a name. */
  readonly type?: string;
  /** What the old said of it, or of every way to it: that it is not to be relied on. */
  readonly unstable: boolean;
  readonly deprecated: boolean;
  /** Every command's arguments, return and event's data that it reaches. */
  readonly uses: readonly string[];
}
