import { conjunction } from "./conditions.js";
import {
  type Accessor,
  type Command,
  type Definition,
  type Member,
  type Model,
  type Module,
  noPosition,
} from "./model.js";
import { accessorCommands, commonMembers, tagArgument } from "./queries.js";

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

/** Returns a model without positions, for users who do not have the files of its schema. */
export function withoutPositions({ modules, definitions }: Model): Model {
  const copies = new Map(definitions.map((each) => [each, withoutPosition(each)]));
  return makeModel(
    modules.map(({ freeForm, ...module }) => ({
      ...module,
      definitions: module.definitions.map((each) => copies.get(each) ?? withoutPosition(each)),
      freeForm: withoutPosition(freeForm),
    })),
    [...copies.values()],
  );
}

/** No other part of a model has the key: its names are values. */
function withoutPosition<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPosition) as T;
  const members = Object.entries(value).map(([key, each]: [string, unknown]) => [
    key,
    key === "position" ? noPosition : withoutPosition(each),
  ]);
  return Object.fromEntries(members) as T;
}

/** Replaces each signal accessor by the two commands that it consists of on the wire. */
export function lowerAccessors(model: Model): Model {
  return mapDefinitions(model, (each) => (each.kind === "accessor" ? wireCommands(model, each) : [each]));
}

function wireCommands(model: Model, accessor: Accessor): Command[] {
  const { event, ...properties } = accessor;
  const condition = conjunction(accessor.condition, model.byName.get(event)?.condition);
  const common = { ...properties, kind: "command", condition } as const;
  const { connect, disconnect } = accessorCommands(accessor);
  const members = [...commonMembers(model, accessor.data), tagMember(accessor)];
  return [
    { ...common, name: connect, returns: { kind: "builtin", name: "str" } },
    { ...common, name: disconnect, data: { kind: "inline", members }, boxed: false, returns: undefined },
  ];
}

function tagMember({ position }: Accessor): Member {
  const type = { kind: "builtin", name: "str" } as const;
  return { name: tagArgument, optional: false, type, position, condition: undefined, features: [] };
}
