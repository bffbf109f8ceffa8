import type { MergedEntry, MergedSchema, MergedType, Use } from "../merge/merged.js";

/** A place from which a type is used: what leads there from the type, or from the message, that uses it. */
export interface Step {
  /** What the place is called; undefined where there is nothing to say but what it is of. */
  readonly word: string;
  readonly use: Use;
}

/** What a command or event uses. */
export function entrySteps(entry: MergedEntry): Step[] {
  const dataWord = entry.kind === "event" ? "data" : "arguments";
  return [
    ...(entry.data ? [{ word: dataWord, use: entry.data }] : []),
    ...(entry.kind === "command" && entry.returns ? [{ word: "result", use: entry.returns }] : []),
  ];
}

/** What a type uses. */
export function typeSteps(type: MergedType): Step[] {
  switch (type.kind) {
    case "enum":
      return [];
    case "object":
      return [
        ...type.members.map(({ name, use }) => ({ word: name, use })),
        ...type.variants.flatMap(({ name, use }) => (use ? [{ word: name, use }] : [])),
      ];
    case "alternate":
      return type.alternatives.map(({ jsonType, use }) => ({ word: jsonType, use }));
  }
}

/** The type at the bottom of a use; undefined where it is a built-in one. */
export function typeIn(use: Use): number | undefined {
  switch (use.kind) {
    case "builtin":
      return undefined;
    case "array":
      return typeIn(use.element);
    case "type":
      return use.id;
  }
}

/** How often each type is used. */
export function useCounts({ entries, types }: MergedSchema): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const steps = [...entries.flatMap(entrySteps), ...[...types.values()].flatMap(typeSteps)];
  for (const { use } of steps) {
    const id = typeIn(use);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
