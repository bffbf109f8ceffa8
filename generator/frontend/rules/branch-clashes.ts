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

/** The members of a branch that have names of common members. */
type BranchClashes = readonly { readonly name: string; readonly common: string }[];

/**
 * Returns a function that finds the members of a branch that clash with common members: those of the first type in the
 * branch that has any. A schema can have many unions over the same large types, so types are not listed in full.
 */
export function branchClashFinder(
  model: Model,
  common: ReadonlyMap<string, string>,
): (type: TypeReference) => BranchClashes {
  const owners = ownersOf(model);
  const isShared = [...common.keys()].some((name) => (owners.get(name) ?? 0) > 1);
  const known = new Map<string, BranchClashes>();
  return (type) => {
    if (!isShared || type.kind !== "defined") return [];
    const found = known.get(type.name) ?? firstClashes(model, type.name, common);
    known.set(type.name, found);
    return found;
  };
}

function firstClashes(model: Model, type: string, common: ReadonlyMap<string, string>): BranchClashes {
  const seen = new Set<Definition>();
  const pending = [type];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const definition = model.byName.get(next);
    if (definition === undefined || seen.has(definition)) continue;
    seen.add(definition);
    const chain = definition.kind === "struct" ? [...baseChain(model, definition)].reverse() : [definition];
    for (const each of chain) {
      const clashes = clashesIn(ownNames(each), common);
      if (clashes.length > 0) return clashes;
    }
    if (definition.kind !== "union") continue;
    for (const branch of definition.branches.toReversed())
      if (branch.type.kind === "defined") pending.push(branch.type.name);
    if (definition.base.kind === "named") pending.push(definition.base.type);
  }
  return [];
}

function clashesIn(own: ReadonlyMap<string, string>, common: ReadonlyMap<string, string>): BranchClashes {
  const few = own.size < common.size ? own : common;
  return [...few.keys()].flatMap((key) => {
    const [name, other] = [own.get(key), common.get(key)];
    return name === undefined || other === undefined ? [] : [{ name, common: other }];
  });
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
