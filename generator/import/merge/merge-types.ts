import {
  jsonTypeOfInfo,
  type AlternateInfo,
  type EnumInfo,
  type MemberInfo,
  type ObjectInfo,
  type TypeInfo,
} from "../../introspection/schema-info.js";
import { type BuiltinName, isBuiltinName } from "../../model/index.js";
import type { AnswerGraph } from "../answer.js";
import type {
  MergedAlternate,
  MergedEnum,
  MergedFeature,
  MergedMember,
  MergedObject,
  MergedType,
  MergedVariant,
  Presence,
  TypeUse,
} from "./merged-schema.js";
import { canBeAlternatives, type TypeClass, type TypeNames, type UnifiedType } from "./type-classes.js";

/** Converts the types in one place to a use of a merged type. */
export interface UseResolver {
  readonly graphs: readonly AnswerGraph[];
  use(names: TypeNames): TypeUse;
  useUnlessEmpty(names: TypeNames): TypeUse | undefined;
}

/** Merges the types of a class. */
export function mergeTypes({ kind, names }: TypeClass, resolver: UseResolver): MergedType {
  const infos = infosOf(resolver.graphs, names);
  switch (kind) {
    case "enum":
      return mergeEnums(infos.map((info) => (info?.["meta-type"] === "enum" ? info : undefined)));
    case "object": {
      const objects = infos.map((info) => (info?.["meta-type"] === "object" ? info : undefined));
      return mergeObjects(objects, resolver);
    }
    case "alternate":
      return mergeAlternates(infos, resolver);
  }
}

function mergeEnums(infos: readonly (EnumInfo | undefined)[]): MergedEnum {
  const rows = align(
    infos.map((info) => info?.members),
    ({ name }) => name,
  );
  const values = rows.map(({ name, cells }) => ({
    name,
    presence: presenceOf(cells),
    features: mergeFeatures(cells),
  }));
  return { kind: "enum", presence: presenceOf(infos), features: mergeFeatures(infos), values };
}

function mergeObjects(infos: readonly (ObjectInfo | undefined)[], resolver: UseResolver): MergedObject {
  const presence = presenceOf(infos);
  const base = { kind: "object", presence, features: mergeFeatures(infos) } as const;
  const tags = new Set(infos.flatMap((info) => (info ? [info.tag] : [])));
  if (tags.size > 1 || haveMoved(infos, resolver)) {
    // No union has the discriminators or the members of all, so it becomes an object with the members of all branches.
    const lists = infos.map((info, index) => flattenIn(resolver.graphs[index], info));
    return { ...base, members: mergeMembers(lists, presence, resolver), tag: undefined, variants: [] };
  }
  const [tag] = tags;
  const lists = infos.map((info) => info?.members);
  const members = mergeMembers(lists, presence, resolver);
  return { ...base, members, tag, variants: mergeVariants(infos, resolver) };
}

/** Whether a branch in one answer has a member that is common to all branches in another. */
function haveMoved(infos: readonly (ObjectInfo | undefined)[], { graphs }: UseResolver): boolean {
  const common = infos.map((info) => new Set(info?.members.map(({ name }) => name)));
  return infos.some((info, index) => {
    const graph = graphs[index];
    if (graph === undefined || info === undefined || info.variants.length === 0) return false;
    const others = common.filter((_, other) => other !== index);
    const members = others.length === 0 ? [] : branchesOf(graph, info).flatMap((branch) => branch.members);
    return members.some(({ name }) => others.some((names) => names.has(name)));
  });
}

function mergeVariants(
  infos: readonly (ObjectInfo | undefined)[],
  resolver: UseResolver,
): readonly MergedVariant[] {
  const lists = infos.map((info) => info?.variants);
  return align(lists, (variant) => variant.case).map(({ name, cells }) => ({
    name,
    presence: presenceOf(cells),
    use: resolver.useUnlessEmpty(cells.map((cell) => cell?.type)),
  }));
}

function mergeMembers(
  lists: readonly (readonly FlatMember[] | readonly MemberInfo[] | undefined)[],
  whole: Presence,
  resolver: UseResolver,
): MergedMember[] {
  return align<MemberInfo | FlatMember>(lists, ({ name }) => name).map((row) =>
    mergeMember(row, whole, resolver),
  );
}

/**
 * A member that only some answers have is optional: it must be omitted in arguments for the other servers, and may be
 * absent in values from them.
 */
function mergeMember(
  { name, cells }: Row<MemberInfo | FlatMember>,
  whole: Presence,
  resolver: UseResolver,
): MergedMember {
  const presence = presenceOf(cells);
  const optional = presence.size < whole.size || cells.some((cell) => cell?.optional === true);
  const isAmbiguous = cells.some((cell) => cell && "isAmbiguous" in cell && cell.isAmbiguous);
  const use: TypeUse = isAmbiguous
    ? { kind: "builtin", name: "any" }
    : resolver.use(cells.map((cell) => cell?.type));
  return { name, presence, optional, features: mergeFeatures(cells), use };
}

/** A member of an object or of any of its branches. */
interface FlatMember extends MemberInfo {
  /** Whether its type differs between branches. */
  readonly isAmbiguous: boolean;
}

function flattenIn(graph: AnswerGraph | undefined, info: ObjectInfo | undefined): FlatMember[] | undefined {
  return graph && info && flatten(graph, info);
}

/** Returns the members of an object and of its branches; the latter are optional. */
function flatten(graph: AnswerGraph, info: ObjectInfo): FlatMember[] {
  const found = new Map<string, FlatMember>();
  const add = (member: MemberInfo, optional: boolean): void => {
    const known = found.get(member.name);
    const isAmbiguous = known !== undefined && (known.isAmbiguous || known.type !== member.type);
    found.set(member.name, known ? { ...known, isAmbiguous } : { ...member, optional, isAmbiguous });
  };
  for (const member of info.members) add(member, member.optional);
  for (const branch of branchesOf(graph, info)) for (const member of branch.members) add(member, true);
  return [...found.values()];
}

/** Includes the branches of branches, which may be unions. */
function branchesOf(graph: AnswerGraph, info: ObjectInfo): ObjectInfo[] {
  const found = new Set<ObjectInfo>([info]);
  for (const each of found) for (const { type } of each.variants) found.add(graph.object(type));
  return [...found].slice(1);
}

/** A type that another answer has instead of the alternate becomes one more alternative. */
function mergeAlternates(infos: readonly (TypeInfo | undefined)[], resolver: UseResolver): MergedAlternate {
  const lists = infos.map(
    (info, index) =>
      info &&
      alternativesOf(info).map((name) => ({ name, jsonType: jsonTypeIn(resolver.graphs[index], name) })),
  );
  const alternatives = align(lists, ({ jsonType }) => jsonType).map(({ name, cells }) => ({
    jsonType: name,
    presence: presenceOf(cells),
    use: resolver.use(cells.map((cell) => cell?.name)),
  }));
  return { kind: "alternate", presence: presenceOf(infos), features: mergeFeatures(infos), alternatives };
}

function alternativesOf(info: TypeInfo): AlternateInfo["members"] {
  return info["meta-type"] === "alternate" ? info.members : [info.name];
}

function jsonTypeIn(graph: AnswerGraph | undefined, name: string): string {
  return graph ? jsonTypeOfInfo(graph.type(name)) : "value";
}

/** The items of several lists that have the same name; undefined for a list without such an item. */
export interface Row<T> {
  readonly name: string;
  readonly cells: readonly (T | undefined)[];
}

/**
 * Aligns lists by name. The order of the first list is kept; an additional item of a later list follows its
 * predecessor in that list.
 */
export function align<T>(
  lists: readonly (readonly T[] | undefined)[],
  nameOf: (item: T) => string,
): Row<T>[] {
  const order = new LinkedKeys();
  const rows = new Map<string, { readonly name: string; readonly cells: (T | undefined)[] }>();
  for (const [index, list] of lists.entries()) {
    const counts = new Map<string, number>();
    let previous: string | undefined;
    for (const item of list ?? []) {
      const name = nameOf(item);
      // The count keeps duplicates in one list apart, so that the schema rules report them.
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const key = `${count} ${name}`;
      const row = rows.get(key) ?? { name, cells: lists.map(() => undefined) };
      row.cells[index] = item;
      rows.set(key, row);
      order.insertAfter(previous, key);
      previous = key;
    }
  }
  return [...order].flatMap((key) => rows.get(key) ?? []);
}

/** A linked list of distinct keys. */
class LinkedKeys {
  readonly #next = new Map<string | undefined, string | undefined>();

  /** Does nothing if the list contains the key already. */
  insertAfter(previous: string | undefined, key: string): void {
    if (this.#next.has(key)) return;
    this.#next.set(key, this.#next.get(previous));
    this.#next.set(previous, key);
  }

  *[Symbol.iterator](): Generator<string> {
    for (let key = this.#next.get(undefined); key !== undefined; key = this.#next.get(key)) yield key;
  }
}

/** Returns the indexes of the cells that have a value. */
export function presenceOf(cells: readonly unknown[]): Presence {
  return new Set(cells.flatMap((cell, index) => (cell === undefined ? [] : [index])));
}

export function mergeFeatures(
  cells: readonly ({ readonly features: readonly string[] } | undefined)[],
): MergedFeature[] {
  const lists = cells.map((cell) => cell?.features);
  return align(lists, (name) => name).map((row) => ({ name: row.name, presence: presenceOf(row.cells) }));
}

/** Returns the narrowest type that has the values of all types in one place. */
export function unify(graphs: readonly AnswerGraph[], names: TypeNames): UnifiedType {
  const infos = infosOf(graphs, names);
  const present = infos.filter((info) => info !== undefined);
  const kinds = new Set(present.map((info) => info["meta-type"]));
  const builtins = new Set(present.map(({ name }) => name).filter(isBuiltinName));
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== "alternate") {
    if (kind === "array") return { kind: "array", elements: infos.map(elementOf) };
    if (kind === undefined || kind === "builtin") return { kind: "builtin", name: widest(builtins) };
    return { kind: "class", typeKind: kind };
  }
  // The rules of the language apply to the alternate of a single answer.
  if (kinds.has("alternate") && (present.length === 1 || areAlternatives(graphs, infos)))
    return { kind: "class", typeKind: "alternate" };
  const isText = kinds.size === 2 && kinds.has("enum") && builtins.size === 1 && builtins.has("str");
  return { kind: "builtin", name: isText ? "str" : "any" };
}

function infosOf(graphs: readonly AnswerGraph[], names: TypeNames): (TypeInfo | undefined)[] {
  return graphs.map((graph, index) => {
    const name = names[index];
    return name === undefined ? undefined : graph.type(name);
  });
}

function elementOf(info: TypeInfo | undefined): string | undefined {
  return info?.["meta-type"] === "array" ? info["element-type"] : undefined;
}

/** Whether an alternate can have the types, and the alternatives of those that are alternates. */
function areAlternatives(graphs: readonly AnswerGraph[], infos: readonly (TypeInfo | undefined)[]): boolean {
  const types = infos.flatMap((info, index) =>
    info?.["meta-type"] === "alternate"
      ? info.members.flatMap((name) => graphs[index]?.type(name) ?? [])
      : (info ?? []),
  );
  const values = types.flatMap((type) => (type["meta-type"] === "enum" ? type.members : []));
  return canBeAlternatives(
    new Set(types.map(({ name }) => name)),
    values.map(({ name }) => name),
  );
}

function widest(names: ReadonlySet<BuiltinName>): BuiltinName {
  const [only] = names;
  if (only !== undefined && names.size === 1) return only;
  const areNumbers = [...names].every((name) => name === "int" || name === "number");
  return areNumbers ? "number" : "any";
}
