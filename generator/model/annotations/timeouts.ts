import { quote } from "../../diagnostics/escape.js";
import type { TimeoutEntry } from "./annotations-file.js";
import type { AnnotationValidator } from "./validator.js";

/**
 * Resolves the default timeout of each command, in milliseconds. A command's own name takes precedence over a pattern,
 * and an earlier class over a later one.
 */
export function resolveTimeouts(
  validator: AnnotationValidator,
  classes: Readonly<Record<string, TimeoutEntry>>,
): ReadonlyMap<string, number> {
  const commands = validator.model.definitions.flatMap(({ kind, name }) =>
    kind === "command" ? [name] : [],
  );
  const byName = new Map<string, number>();
  const byPattern = new Map<string, number>();
  for (const [name, { commands: patterns, milliseconds }] of Object.entries(classes)) {
    for (const [index, pattern] of patterns.entries()) {
      const matching = commands.filter((command) => matches(pattern, command));
      const message = `the schema has no command ${quote(pattern)}`;
      if (matching.length === 0) validator.unknown(message, ["timeouts", name, "commands", index]);
      const target = pattern.endsWith("*") ? byPattern : byName;
      for (const each of matching) if (!target.has(each)) target.set(each, milliseconds ?? Infinity);
    }
  }
  return new Map([...byPattern, ...byName]);
}

function matches(pattern: string, command: string): boolean {
  return pattern.endsWith("*") ? command.startsWith(pattern.slice(0, -1)) : command === pattern;
}
