import type { Member, Model, TypeReference } from "./model.js";
import { possibleMembers } from "./queries.js";

/** Returns the structs and unions that a value of a type can be, also as an item of a list or as an alternative. */
export function objectTypesOf(model: Model, type: TypeReference): readonly string[] {
  if (type.kind === "array") return objectTypesOf(model, type.element);
  const definition = type.kind === "defined" ? model.byName.get(type.name) : undefined;
  if (definition?.kind === "alternate") {
    return definition.alternatives.flatMap((branch) => objectTypesOf(model, branch.type));
  }
  return definition?.kind === "struct" || definition?.kind === "union" ? [definition.name] : [];
}

/** Returns the structs and unions that contain a marked member at any depth. */
export function containingTypes(
  model: Model,
  marked: { readonly size: number; has(member: Member): boolean },
): ReadonlySet<string> {
  if (marked.size === 0) return new Set();
  const containing = new Set<string>();
  const users = new Map<string, string[]>();
  for (const { kind, name } of model.definitions) {
    if (kind !== "struct" && kind !== "union") continue;
    for (const member of possibleMembers(model, { kind: "named", type: name })) {
      if (marked.has(member)) containing.add(name);
      for (const type of objectTypesOf(model, member.type)) {
        const known = users.get(type);
        if (known === undefined) users.set(type, [name]);
        else known.push(name);
      }
    }
  }
  // The iteration includes the types that it adds.
  for (const type of containing) for (const user of users.get(type) ?? []) containing.add(user);
  return containing;
}
