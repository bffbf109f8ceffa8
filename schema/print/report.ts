import type { Definition, Model } from "qapi-ts-generator";
import { namedParts } from "./parts.js";
import type { Print } from "./print-monitor.js";

/** How much was printed. */
export function summary({ files, model }: Print): string {
  const count = (kind: Definition["kind"]): number =>
    model.definitions.filter((definition) => definition.kind === kind).length;
  const [commands, events] = [count("command"), count("event")];
  const types = model.definitions.length - commands - events;
  return `${commands} commands, ${events} events, ${types} types in ${files.length} files`;
}

/** What the schema has and the print has not: definitions, and members and values of those that it has. */
export function absent(schema: Model, printed: Model): string[] {
  return schema.definitions.flatMap((definition) => {
    const kept = printed.byName.get(definition.name);
    if (!kept) return [definition.name];
    const parts = new Set(namedParts(kept));
    return namedParts(definition)
      .filter((name) => !parts.has(name))
      .map((name) => `${definition.name}.${name}`);
  });
}
