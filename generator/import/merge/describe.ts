import type {
  AlternateInfo,
  EnumInfo,
  MemberInfo,
  ObjectInfo,
  TypeInfo,
} from "../../introspection/schema-info.js";
import type { Graph } from "../graph.js";
import { flatMembers, needsFlattening, type FlatMember } from "./flatten.js";
import type { Joint, Tuple } from "./joints.js";
import type {
  MergedAlternate,
  MergedAlternative,
  MergedEnum,
  MergedMember,
  MergedObject,
  MergedType,
  Presence,
  Use,
} from "./merged.js";
import { rows, type Row } from "./order.js";
import { featureRows, presenceOf } from "./parts.js";
import { jsonTypeOf } from "./unite.js";

/** How the description of a type goes on to the types that it uses. */
export interface Surroundings {
  readonly graphs: readonly Graph[];
  use(tuple: Tuple): Use;
  useUnlessEmpty(tuple: Tuple): Use | undefined;
}

/** What the answers that have a type say of it, together. */
export function describeJoint(joint: Joint, surroundings: Surroundings): MergedType {
  const infos = surroundings.graphs.map((graph, index) => {
    const mask = joint.masks[index];
    return mask === undefined ? undefined : graph.type(mask);
  });
  switch (joint.kind) {
    case "enum":
      return describeEnum(infos.map((info) => ofKind(info, "enum")));
    case "object":
      return describeObject(
        infos.map((info) => ofKind(info, "object")),
        surroundings,
      );
    case "alternate":
      return describeAlternate(infos, surroundings);
  }
}

function ofKind<K extends TypeInfo["meta-type"]>(
  info: TypeInfo | undefined,
  kind: K,
): Extract<TypeInfo, { readonly "meta-type": K }> | undefined {
  return isOfKind(info, kind) ? info : undefined;
}

function isOfKind<K extends TypeInfo["meta-type"]>(
  info: TypeInfo | undefined,
  kind: K,
): info is Extract<TypeInfo, { readonly "meta-type": K }> {
  return info?.["meta-type"] === kind;
}

function shared(infos: readonly (TypeInfo | undefined)[]) {
  return { presence: presenceOf(infos), features: featureRows(infos) };
}

function describeEnum(infos: readonly (EnumInfo | undefined)[]): MergedEnum {
  const values = rows(
    infos.map((info) => info?.members),
    ({ name }) => name,
  ).map(({ name, cells }) => ({ name, presence: presenceOf(cells), features: featureRows(cells) }));
  return { kind: "enum", ...shared(infos), values };
}

function describeObject(
  infos: readonly (ObjectInfo | undefined)[],
  surroundings: Surroundings,
): MergedObject {
  const { presence, features } = shared(infos);
  const shape = { kind: "object", presence, features } as const;
  if (needsFlattening(infos)) {
    const lists = infos.map((info, index) => flatMembersIn(surroundings.graphs[index], info));
    return {
      ...shape,
      members: describeMembers(lists, presence, surroundings),
      tag: undefined,
      variants: [],
    };
  }
  const lists = infos.map((info) => info?.members);
  const tag = infos.find((info) => info !== undefined)?.tag;
  const members = describeMembers(lists, presence, surroundings);
  return { ...shape, members, tag, variants: describeVariants(infos, surroundings) };
}

function flatMembersIn(graph: Graph | undefined, info: ObjectInfo | undefined): FlatMember[] | undefined {
  return graph && info && flatMembers(graph, info);
}

function describeVariants(
  infos: readonly (ObjectInfo | undefined)[],
  surroundings: Surroundings,
): MergedObject["variants"] {
  const lists = infos.map((info) => info?.variants);
  return rows(lists, (variant) => variant.case).map(({ name, cells }) => ({
    name,
    presence: presenceOf(cells),
    use: surroundings.useUnlessEmpty(cells.map((cell) => cell?.type)),
  }));
}

function describeMembers(
  lists: readonly (readonly (MemberInfo | FlatMember)[] | undefined)[],
  whole: Presence,
  surroundings: Surroundings,
): MergedMember[] {
  return rows(lists, ({ name }) => name).map((row) => describeMember(row, whole, surroundings));
}

/**
 * A member that not every answer's type has is optional: in arguments it must be left out for the servers that do
 * not know it, and in what comes back it may be missing.
 */
function describeMember(
  { name, cells }: Row<MemberInfo | FlatMember>,
  whole: Presence,
  surroundings: Surroundings,
): MergedMember {
  const presence = presenceOf(cells);
  const optional = presence.size < whole.size || cells.some((cell) => cell?.optional === true);
  const isAmbiguous = cells.some((cell) => cell && "isAmbiguous" in cell && cell.isAmbiguous);
  const use: Use = isAmbiguous
    ? { kind: "builtin", name: "any" }
    : surroundings.use(cells.map((cell) => cell?.type));
  return { name, presence, optional, features: featureRows(cells), use };
}

/** Where an answer has a plain type in the place of the alternate, that is one more alternative. */
function describeAlternate(
  infos: readonly (TypeInfo | undefined)[],
  surroundings: Surroundings,
): MergedAlternate {
  const { graphs } = surroundings;
  const lists = infos.map(
    (info, index) =>
      info && alternativesOf(info).map((name) => ({ name, jsonType: jsonTypeIn(graphs[index], name) })),
  );
  const alternatives = rows(lists, ({ jsonType }) => jsonType).map((row): MergedAlternative => ({
    jsonType: row.name,
    presence: presenceOf(row.cells),
    use: surroundings.use(row.cells.map((cell) => cell?.name)),
  }));
  return { kind: "alternate", ...shared(infos), alternatives };
}

function alternativesOf(info: TypeInfo): AlternateInfo["members"] {
  return info["meta-type"] === "alternate" ? info.members : [info.name];
}

function jsonTypeIn(graph: Graph | undefined, name: string): string {
  return graph ? jsonTypeOf(graph.type(name)) : "value";
}
