import type { Effect } from "qapi-ts/codegen";
import type { Annotations } from "./annotations.js";
import { isPattern, matches } from "./command-pattern.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves what each command does. A command's own name takes precedence over a pattern, and an earlier pattern over a later one. */
export function resolveEffects(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, Effect>>,
): Pick<Annotations, "effects" | "readPatterns"> {
  const byName = new Map<string, Effect>();
  const byPattern = new Map<string, Effect>();
  for (const [pattern, effect] of Object.entries(entries)) {
    const target = isPattern(pattern) ? byPattern : byName;
    for (const command of validator.commands(pattern, ["effects", pattern])) {
      if (!target.has(command)) target.set(command, effect);
    }
  }
  const effects = new Map([...byPattern, ...byName]);
  const onlyReads = (pattern: string): boolean =>
    [...effects].every(([command, effect]) => effect === "read" || !matches(pattern, command));
  const readPatterns = Object.keys(entries).filter(
    (name) => isPattern(name) && entries[name] === "read" && onlyReads(name),
  );
  return { effects, readPatterns };
}
