import {
  existence,
  type Branch,
  type Condition,
  type Definition,
  type EnumValue,
  type Feature,
  type Member,
  type Members,
  type Model,
} from "./index.js";
import { makeModel } from "../frontend/resolve/resolve.js";

/**
 * The model of one build: what its conditions rule out is gone, and what is left has no condition.
 * `defines` names the conditions that are true, all others are false.
 */
export function pruneModel(model: Model, defines: ReadonlySet<string>): Model {
  const kept = new Map<Definition, Definition>();
  for (const definition of model.definitions) {
    if (holds(existence(model, definition), defines))
      kept.set(definition, pruneDefinition(definition, defines));
  }
  const keep = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((d) => kept.get(d) ?? []);
  return makeModel(
    model.modules.map((module) => ({ ...module, definitions: keep(module.definitions) })),
    keep(model.definitions),
  );
}

export function holds(condition: Condition | undefined, defines: ReadonlySet<string>): boolean {
  switch (condition?.kind) {
    case undefined:
      return true;
    case "defined":
      return defines.has(condition.name);
    case "all":
      return condition.conditions.every((part) => holds(part, defines));
    case "any":
      return condition.conditions.some((part) => holds(part, defines));
    case "not":
      return !holds(condition.condition, defines);
  }
}

function pruneDefinition(definition: Definition, defines: ReadonlySet<string>): Definition {
  const own = { condition: undefined, features: keepTrue(definition.features, defines) };
  switch (definition.kind) {
    case "enum":
      return { ...definition, ...own, values: pruneAll(definition.values, defines) };
    case "struct":
      return { ...definition, ...own, members: pruneAll(definition.members, defines) };
    case "union":
      return {
        ...definition,
        ...own,
        base: pruneMembers(definition.base, defines),
        branches: keepTrue(definition.branches, defines),
      };
    case "alternate":
      return { ...definition, ...own, alternatives: keepTrue(definition.alternatives, defines) };
    case "command":
    case "event":
    case "accessor":
      return { ...definition, ...own, data: pruneMembers(definition.data, defines) };
  }
}

function pruneMembers(members: Members, defines: ReadonlySet<string>): Members {
  if (members.kind === "named") return members;
  return { kind: "inline", members: pruneAll(members.members, defines) };
}

/** Members or values: themselves and their features. */
function pruneAll<T extends Member | EnumValue>(items: readonly T[], defines: ReadonlySet<string>): T[] {
  return keepTrue(items, defines).map((item) => ({ ...item, features: keepTrue(item.features, defines) }));
}

function keepTrue<T extends Branch | Feature | Member | EnumValue>(
  items: readonly T[],
  defines: ReadonlySet<string>,
): T[] {
  return items
    .filter((item) => holds(item.condition, defines))
    .map((item) => ({ ...item, condition: undefined }));
}
