import { visible } from "../../diagnostics/visible.js";
import type { Judge } from "./judge.js";
import type { WrittenTimeouts } from "./written.js";

/**
 * How long each command's answer is usually awaited. A command's own name counts more than a pattern; of several
 * classes the first counts.
 */
export function resolveTimeouts(
  judge: Judge,
  classes: Readonly<Record<string, WrittenTimeouts>>,
): ReadonlyMap<string, number> {
  const commands = judge.model.definitions.flatMap(({ kind, name }) => (kind === "command" ? [name] : []));
  const byName = new Map<string, number>();
  const byPattern = new Map<string, number>();
  for (const [name, { commands: patterns, milliseconds }] of Object.entries(classes)) {
    for (const [index, pattern] of patterns.entries()) {
      const matching = commands.filter((command) => matches(pattern, command));
      const message = `the schema has no command ${visible(pattern)}`;
      if (matching.length === 0) judge.unknown(message, ["timeouts", name, "commands", index]);
      const target = pattern.endsWith("*") ? byPattern : byName;
      for (const each of matching) if (!target.has(each)) target.set(each, milliseconds ?? Infinity);
    }
  }
  return new Map([...byPattern, ...byName]);
}

function matches(pattern: string, command: string): boolean {
  return pattern.endsWith("*") ? command.startsWith(pattern.slice(0, -1)) : command === pattern;
}
