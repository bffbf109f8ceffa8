import type { MergedSchema, Use } from "../merge/merged.js";
import type { SchemaMatch } from "../names/match-schema.js";

/** What the building of definitions goes by. */
export interface BuildContext {
  readonly schema: MergedSchema;
  /** The types' names by their number. */
  readonly names: ReadonlyMap<number, string>;
  /** The schema that the names come from. */
  readonly match: SchemaMatch | undefined;
  /** The types that stand in the place where they are used, and so need no name. */
  readonly inline: ReadonlySet<number>;
}

/** The type that a use means, when it is no built-in one or array. */
export function idOf(use: Use | undefined): number | undefined {
  return use?.kind === "type" ? use.id : undefined;
}
