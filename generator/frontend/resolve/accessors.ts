import type { Accessor, Command, Definition, Module } from "../../model/index.js";

/**
 * Makes a signal accessor of each command that returns an event: which commands those are shows when all definitions
 * are there. A command with a flag that means nothing for an accessor stays one, and returns what is no type.
 */
export function withAccessors(
  modules: readonly Module[],
  definitions: readonly Definition[],
): [readonly Module[], readonly Definition[]] {
  const events = new Set(definitions.flatMap((each) => (each.kind === "event" ? [each.name] : [])));
  const accessors = new Map<Definition, Accessor>();
  for (const each of definitions) {
    const event = each.kind === "command" ? eventReturned(each, events) : undefined;
    if (each.kind === "command" && event !== undefined) accessors.set(each, accessorOf(each, event));
  }
  if (accessors.size === 0) return [modules, definitions];
  const replaced = (all: readonly Definition[]): readonly Definition[] =>
    all.map((each) => accessors.get(each) ?? each);
  return [
    modules.map((module) => ({ ...module, definitions: replaced(module.definitions) })),
    replaced(definitions),
  ];
}

function eventReturned(command: Command, events: ReadonlySet<string>): string | undefined {
  const { returns, gen, successResponse, allowOob, coroutine } = command;
  if (returns?.kind !== "defined" || !events.has(returns.name)) return undefined;
  return gen && successResponse && !allowOob && !coroutine ? returns.name : undefined;
}

function accessorOf(command: Command, event: string): Accessor {
  const { name, module, position, documentation, condition, features, data, boxed, allowPreconfig } = command;
  const common = { name, module, position, documentation, condition, features };
  return { kind: "accessor", ...common, data, boxed, event, allowPreconfig };
}
