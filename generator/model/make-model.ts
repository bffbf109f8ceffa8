import type { Definition, Model, Module } from "./model.js";

/** Builds a deeply frozen model. Of two definitions with the same name, `byName` holds the first. */
export function makeModel(modules: readonly Module[], definitions: readonly Definition[]): Model {
  const byName = new Map<string, Definition>();
  for (const definition of definitions) {
    if (!byName.has(definition.name)) byName.set(definition.name, definition);
  }
  return deepFreeze({ modules, definitions, byName });
}

/** Replaces each definition of a model by any number of others. Returns the same model if none changes. */
export function mapDefinitions(
  model: Model,
  replace: (definition: Definition) => readonly Definition[],
): Model {
  const replacements = new Map(model.definitions.map((each) => [each, replace(each)]));
  if ([...replacements].every(([each, others]) => others.length === 1 && others[0] === each)) return model;
  const replaceAll = (definitions: readonly Definition[]): readonly Definition[] =>
    definitions.flatMap((each) => replacements.get(each) ?? [each]);
  const modules = model.modules.map((module) => ({
    ...module,
    definitions: replaceAll(module.definitions),
  }));
  return makeModel(modules, replaceAll(model.definitions));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map || Array.isArray(value)) value.forEach(deepFreeze);
  // A model has tens of thousands of objects: `for in` allocates no array per object, and none inherits members.
  else for (const key in value) deepFreeze(value[key]);
  return value;
}
