import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { limitedSearch, suggest } from "../diagnostics/suggest.js";
import { canHold, conditionNames, holds } from "./conditions.js";
import { makeModel, mapDefinitions } from "./make-model.js";
import type { Branch, Definition, EnumValue, Feature, Member, Members, Model, Position } from "./model.js";
import { existence, featuresOf, partsOf, references } from "./queries.js";

/**
 * Returns the model of one build: without what the build's conditions exclude, and without conditions.
 * `defines` names the conditions that are true; all others are false.
 */
export function pruneModel(model: Model, defines: ReadonlySet<string>): Model {
  const kept = new Map<Definition, Definition>();
  for (const definition of model.definitions) {
    if (holds(existence(model, definition), defines))
      kept.set(definition, pruneDefinition(definition, defines));
  }
  const keep = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((each) => kept.get(each) ?? []);
  return makeModel(
    model.modules.map((module) => ({ ...module, definitions: keep(module.definitions) })),
    keep(model.definitions),
  );
}

/**
 * Returns the model without the definitions that no build has because their condition contradicts itself. `import`
 * writes such a definition to hold types that no command or event uses. One that another definition uses is kept.
 */
export function possibleModel(model: Model): Model {
  const isPossible = (definition: Definition): boolean => {
    const condition = existence(model, definition);
    return condition === undefined || canHold(condition);
  };
  const kept = new Set(model.definitions.filter(isPossible));
  if (kept.size === model.definitions.length) return model;
  // The iteration includes the definitions that it adds.
  for (const definition of kept) {
    for (const { name } of references(definition)) {
      const used = model.byName.get(name);
      if (used !== undefined) kept.add(used);
    }
  }
  return mapDefinitions(model, (definition) => (kept.has(definition) ? [definition] : []));
}

/**
 * Warns about names of true conditions that no condition of the models has, because they have no effect.
 * @param positionOf - where the user named a condition.
 */
export function unknownConditions(
  models: readonly Model[],
  names: readonly string[],
  positionOf: (name: string) => Position,
): Diagnostic[] {
  if (names.length === 0) return [];
  const uses = models
    .flatMap(({ definitions }) => definitions)
    .flatMap((each) => [each, ...partsOf(each), ...featuresOf(each)]);
  const known = new Set(uses.flatMap(({ condition }) => condition && conditionNames(condition)));
  const valid = [...known].filter((name) => name !== undefined);
  const findClosest = limitedSearch();
  return [...new Set(names)]
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: "unknown-condition",
      severity: "warning",
      message: `no condition of the schema names ${quote(name)}`,
      position: positionOf(name),
      ...suggest(name, valid, findClosest),
    }));
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
