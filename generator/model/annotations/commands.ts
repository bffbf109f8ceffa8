import type { Effect } from "qapi-ts/codegen";
import { quote } from "../../diagnostics/escape.js";
import type { Definition } from "../model.js";
import { ownMembers } from "../queries.js";
import type { Annotations, HostEntry, TimeoutEntry } from "./annotations.js";
import { type AnnotationValidator, isPattern, matches } from "./validator.js";

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

/** Resolves the members that name resources of the host, by the name of the definition that lists them. */
export function resolveHost(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, HostEntry>>,
): Annotations["host"] {
  for (const [name, members] of Object.entries(entries)) {
    const definition = validator.model.byName.get(name);
    if (definition === undefined) {
      const misspelt = { name, valid: () => validator.model.definitions };
      validator.unknown(`the schema does not define ${quote(name)}`, ["host", name], misspelt);
    } else checkMembers(validator, definition, Object.keys(members));
  }
  return new Map(Object.entries(entries).map(([name, members]) => [name, new Map(Object.entries(members))]));
}

/** The arguments of a command with `gen: false` are open, so it can have arguments that the schema does not list. */
function checkMembers(
  validator: AnnotationValidator,
  definition: Definition,
  members: readonly string[],
): void {
  const { kind, name } = definition;
  if (kind === "event") {
    const message = `${quote(name)} is an event: only arguments of commands name resources`;
    validator.mismatch(message, ["host", name]);
    return;
  }
  if (kind === "command" && !definition.gen) return;
  const own = new Set(ownMembers(definition).map((member) => member.name));
  for (const member of members.filter((each) => !own.has(each))) {
    const message = `the ${kind} ${quote(name)} does not itself define a member ${quote(member)}`;
    const misspelt = { name: member, valid: () => ownMembers(definition) };
    validator.unknown(message, ["host", name, member], misspelt);
  }
}

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
