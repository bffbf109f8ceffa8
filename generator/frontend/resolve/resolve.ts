import type { LoadedModule, LoadedSchema } from "../load.js";
import type { Definition, Model, Module } from "../../model/index.js";
import { parseFreeForm } from "../doc-comment/parse.js";
import { definitionKindOf } from "../kinds.js";
import type { Expression } from "../syntax.js";
import { buildDefinition } from "./build.js";
import { withAccessors } from "./accessors.js";
import { deepFreeze } from "./freeze.js";

/**
 * Makes the model of a schema whose expressions have sound shape. Names are not looked at here: whether they
 * are permitted, unique and defined is what the rules ask of the model afterwards.
 */
export function resolveSchema(schema: LoadedSchema): Model {
  const built = new Map<Expression, Definition>();
  const modules = schema.modules.map((module) => resolveModule(module, built));
  const definitions = schema.definitions.flatMap((expression) => built.get(expression) ?? []);
  return makeModel(...withAccessors(modules, definitions));
}

/** Puts a model together from its parts, and freezes it. Of two definitions with one name the first counts. */
export function makeModel(modules: readonly Module[], definitions: readonly Definition[]): Model {
  const byName = new Map<string, Definition>();
  for (const definition of definitions) {
    if (!byName.has(definition.name)) byName.set(definition.name, definition);
  }
  return deepFreeze({ modules, definitions, byName });
}

function resolveModule(module: LoadedModule, built: Map<Expression, Definition>): Module {
  const { source, name, includes } = module;
  const definitions = module.definitions.flatMap((expression) => {
    const kind = definitionKindOf(expression.node);
    if (kind === undefined) return [];
    const definition = buildDefinition(kind, expression, name);
    built.set(expression, definition);
    return [definition];
  });
  const freeForm = module.freeForm.map((comment) => parseFreeForm(source, comment));
  return { name, file: source.file, includes, definitions, freeForm };
}
