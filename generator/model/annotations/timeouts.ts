import type { TimeoutEntry } from "./annotations-file.js";
import { isPattern } from "./command-pattern.js";
import type { AnnotationValidator } from "./validator.js";

/**
 * Resolves the default timeout of each command, in milliseconds. A command's own name takes precedence over a pattern,
 * and an earlier class over a later one.
 */
export function resolveTimeouts(
  validator: AnnotationValidator,
  classes: Readonly<Record<string, TimeoutEntry>>,
): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  const byPattern = new Map<string, number>();
  for (const [name, { commands: patterns, milliseconds }] of Object.entries(classes)) {
    for (const [index, pattern] of patterns.entries()) {
      const matching = validator.commands(pattern, ["timeouts", name, "commands", index]);
      const target = isPattern(pattern) ? byPattern : byName;
      for (const each of matching) if (!target.has(each)) target.set(each, milliseconds ?? Infinity);
    }
  }
  return new Map([...byPattern, ...byName]);
}
