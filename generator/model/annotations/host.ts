import { quote } from "../../diagnostics/escape.js";
import type { Definition } from "../model.js";
import { ownMembers } from "../queries.js";
import type { HostEntry } from "./annotations-file.js";
import type { Annotations } from "./annotations.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves the members that name resources of the host, by the name of the definition that lists them. */
export function resolveHost(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, HostEntry>>,
): Annotations["host"] {
  for (const [name, members] of Object.entries(entries)) {
    const definition = validator.model.byName.get(name);
    if (definition === undefined)
      validator.unknown(`the schema does not define ${quote(name)}`, ["host", name]);
    else checkMembers(validator, definition, Object.keys(members));
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
    validator.unknown(message, ["host", name, member]);
  }
}
