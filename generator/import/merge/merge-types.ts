import { jsonTypeOfInfo } from "../../introspection/json-type.js";
import type {
  AlternateInfo,
  EnumInfo,
  MemberInfo,
  ObjectInfo,
  TypeInfo,
} from "../../introspection/schema-info.js";
import type { AnswerGraph } from "../answer-graph.js";
import { align, mergeFeatures, presenceOf, type Row } from "./align.js";
import type {
  MergedAlternate,
  MergedEnum,
  MergedMember,
  MergedObject,
  MergedType,
  MergedVariant,
  Presence,
  TypeUse,
} from "./merged-schema.js";
import type { TypeClass, TypeNames } from "./type-classes.js";

/** Converts the types in one place to a use of a merged type. */
export interface UseResolver {
  readonly graphs: readonly AnswerGraph[];
  use(names: TypeNames): TypeUse;
  useUnlessEmpty(names: TypeNames): TypeUse | undefined;
}

/** Merges the types of a class. */
export function mergeTypes({ kind, names }: TypeClass, resolver: UseResolver): MergedType {
  const infos = resolver.graphs.map((graph, index) => {
    const name = names[index];
    return name === undefined ? undefined : graph.type(name);
  });
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
  if (tags.size > 1) {
    // No discriminator exists in all answers, so the union becomes an object with the members of all branches.
    const lists = infos.map((info, index) => flattenIn(resolver.graphs[index], info));
    return { ...base, members: mergeMembers(lists, presence, resolver), tag: undefined, variants: [] };
  }
  const [tag] = tags;
  const lists = infos.map((info) => info?.members);
  const members = mergeMembers(lists, presence, resolver);
  return { ...base, members, tag, variants: mergeVariants(infos, resolver) };
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

/** A type that another answer has in place of the alternate becomes one more alternative. */
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
