import type { ChangeKind, Direction, Effect } from "./change-kinds.js";

/** A difference between two schemas, reported once for all places where it occurs. */
export interface SchemaChange {
  readonly kind: ChangeKind;
  /** The shortest path to a place where the effect is worst: `block_resize.arguments.size`. */
  readonly path: string;
  readonly message: string;
  /** The old type, value, feature or name. */
  readonly old?: string;
  readonly new?: string;
  /** Effect on clients of the old schema that talk to a server of the new one. */
  readonly wire: Effect;
  /** Effect on whether code that uses the old bindings compiles with the new ones. */
  readonly types: Effect;
  readonly directions: readonly Direction[];
  /** The type that declares the changed part, if it has a name. */
  readonly type?: string;
  /** Whether the changed part, or every path to it, was marked `unstable` in the old schema. */
  readonly unstable: boolean;
  readonly deprecated: boolean;
  /** The arguments, returns and event data that contain the changed part: at most 100, the first by path. */
  readonly uses: readonly string[];
}
