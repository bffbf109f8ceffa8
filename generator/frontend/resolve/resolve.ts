import type { Accessor, Definition, Model, Module } from "../../model/index.js";
import { makeModel, mapDefinitions } from "../../model/make-model.js";
import { parseFreeForm } from "../doc-comment/documentation.js";
import type { LoadedModule, LoadedSchema } from "../load.js";
import { definitionKindOf, type Expression } from "../syntax.js";
import { buildDefinition } from "./build.js";

/**
 * Builds the model of a schema whose expressions match the grammar. Names are not checked: the rules check the finished
 * model.
 */
export function resolveSchema(schema: LoadedSchema): Model {
  const built = new Map<Expression, Definition>();
  const modules = schema.modules.map((module) => resolveModule(module, built));
  const definitions = schema.definitions.flatMap((expression) => built.get(expression) ?? []);
  return resolveAccessors(makeModel(modules, definitions));
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

/** Turns each command that returns an event into a signal accessor. It requires the events of all modules. */
function resolveAccessors(model: Model): Model {
  const events = new Set(model.definitions.flatMap(({ kind, name }) => (kind === "event" ? [name] : [])));
  return mapDefinitions(model, (each) => {
    if (each.kind !== "command" || each.returns?.kind !== "defined") return [each];
    const { returns, ...properties } = each;
    if (!events.has(returns.name)) return [each];
    return [{ ...properties, kind: "accessor", event: returns.name } satisfies Accessor];
  });
}
