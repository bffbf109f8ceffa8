import {
  baseChain,
  ownMembers,
  type Definition,
  type Member,
  type Model,
  type TypeReference,
} from "../../model/index.js";
import { cName } from "./names.js";

/** Returns the names of members by their names in C. */
export function namesOf(members: readonly Member[]): ReadonlyMap<string, string> {
  return new Map(members.map(({ name }) => [cName(name), name]));
}

/**
 * Returns a predicate for branches in which a common member may occur again. It is fast, so that the members of a type
 * are listed only if there is something to report: a schema can have many unions with the same large branches.
 */
export function branchFilter(
  model: Model,
  common: ReadonlyMap<string, string>,
): (type: TypeReference) => boolean {
  const owners = ownersOf(model);
  const isShared = [...common.keys()].some((name) => (owners.get(name) ?? 0) > 1);
  const known = new Map<string, boolean>();
  return (type) => {
    if (!isShared || type.kind !== "defined") return false;
    const found = known.get(type.name) ?? reaches(model, type.name, common);
    known.set(type.name, found);
    return found;
  };
}

/** Reports whether a type, or a type of its branches, has one of the names. */
function reaches(model: Model, type: string, names: ReadonlyMap<string, string>): boolean {
  const seen = new Set<Definition>();
  const pending = [type];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const definition = model.byName.get(next);
    if (definition === undefined || seen.has(definition)) continue;
    seen.add(definition);
    const chain = definition.kind === "struct" ? baseChain(model, definition) : [definition];
    for (const each of chain) if (haveCommonName(ownNames(each), names)) return true;
    if (definition.kind !== "union") continue;
    if (definition.base.kind === "named") pending.push(definition.base.type);
    for (const branch of definition.branches)
      if (branch.type.kind === "defined") pending.push(branch.type.name);
  }
  return false;
}

function haveCommonName(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const name of few.keys()) if (many.has(name)) return true;
  return false;
}

const namesByDefinition = new WeakMap<Definition, ReadonlyMap<string, string>>();

function ownNames(definition: Definition): ReadonlyMap<string, string> {
  const names = namesByDefinition.get(definition) ?? namesOf(ownMembers(definition));
  namesByDefinition.set(definition, names);
  return names;
}

const ownersByModel = new WeakMap<Model, ReadonlyMap<string, number>>();

/** Counts the structs and unions that list a member of each name. */
function ownersOf(model: Model): ReadonlyMap<string, number> {
  const known = ownersByModel.get(model);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const each of model.definitions) {
    if (each.kind !== "struct" && each.kind !== "union") continue;
    for (const name of ownNames(each).keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  ownersByModel.set(model, counts);
  return counts;
}
