import type { Definition, Model, Module } from "../../model/index.js";
import { makeModel } from "../../model/make-model.js";
import type { MergedSchema, Use } from "../merge/merged.js";
import { matchSchema } from "../names/match-schema.js";
import { nameTypes } from "../names/name-types.js";
import { entrySteps, typeIn, typeSteps } from "../names/uses.js";
import type { BuildContext } from "./context.js";
import { buildEntry } from "./entries.js";
import { buildHolder } from "./holder.js";
import { inlineTypes } from "./inline.js";
import { buildType, moduleName } from "./types.js";

/** Makes a model of what servers show; types are called as in `namesFrom`, and after their use where it has none. */
export function buildModel(schema: MergedSchema, namesFrom: Model | undefined): Model {
  const match = namesFrom && matchSchema(schema, namesFrom);
  const given = new Map([...(match?.types ?? [])].map(([id, { name }]) => [id, name]));
  const context: BuildContext = {
    schema,
    names: nameTypes(schema, given),
    match,
    inline: inlineTypes(schema, match),
  };
  const definitions = definitionsOf(context);
  const module: Module = {
    name: moduleName,
    file: `${moduleName}.json`,
    includes: [],
    definitions,
    freeForm: [],
  };
  return makeModel([module], definitions);
}

/** Each command and event, and before it the types that nothing before it used; last the types that nothing uses. */
function definitionsOf(context: BuildContext): Definition[] {
  const { entries, unused } = context.schema;
  const seen = new Set<number>();
  return [
    ...entries.flatMap((entry) => [
      ...typeDefinitions(entrySteps(entry).map(useOf), seen, context),
      buildEntry(entry, context),
    ]),
    ...typeDefinitions(unused, seen, context),
    ...(unused.length > 0 ? [buildHolder(context)] : []),
  ];
}

function typeDefinitions(uses: readonly Use[], seen: Set<number>, context: BuildContext): Definition[] {
  const { schema, inline } = context;
  return typesFrom(uses, schema, seen).flatMap((id) => {
    const type = schema.types.get(id);
    return type && !inline.has(id) ? [buildType(id, type, context)] : [];
  });
}

/** The types to which these uses lead and that have not been seen before. */
function typesFrom(uses: readonly Use[], { types }: MergedSchema, seen: Set<number>): number[] {
  const found: number[] = [];
  const due = [...uses];
  for (const use of due) {
    const id = typeIn(use);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    found.push(id);
    const type = types.get(id);
    if (type) due.push(...typeSteps(type).map(useOf));
  }
  return found;
}

function useOf({ use }: { readonly use: Use }): Use {
  return use;
}
