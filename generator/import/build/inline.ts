import type { MergedEntry, MergedSchema } from "../merge/merged.js";
import type { SchemaMatch } from "../names/match-schema.js";
import { useCounts } from "../names/uses.js";
import { idOf } from "./context.js";

/**
 * The types that need no name: arguments and event data that nothing else uses and of which nothing is said beside
 * their members. Where the schema has given them a name they keep it.
 */
export function inlineTypes(schema: MergedSchema, match: SchemaMatch | undefined): ReadonlySet<number> {
  const counts = useCounts(schema);
  const inline = new Set<number>();
  for (const entry of schema.entries) {
    const id = idOf(entry.data);
    const type = id === undefined ? undefined : schema.types.get(id);
    if (id === undefined || type?.kind !== "object" || counts.get(id) !== 1) continue;
    const isPlain = type.tag === undefined && type.features.length === 0 && type.members.length > 0;
    if (isPlain && !isNamed(entry, id, match)) inline.add(id);
  }
  return inline;
}

function isNamed({ name }: MergedEntry, id: number, match: SchemaMatch | undefined): boolean {
  return match?.types.has(id) === true && match.entry(name)?.data.kind === "named";
}
