import {
  commonMembers,
  type Branch,
  type EnumValue,
  type Feature,
  type Member,
  type Members,
  type StructType,
  type TypeDefinition,
  type TypeReference,
} from "../../model/index.js";
import type {
  MergedAlternate,
  MergedEnum,
  MergedFeature,
  MergedMember,
  MergedObject,
  MergedType,
} from "../merge/merged.js";
import { referenceJsonType } from "../names/reference-json-type.js";
import type { BuildContext } from "./context.js";
import { documentShown, nowhere, type ShownPart } from "./documentation.js";
import { referenceTo } from "./references.js";

/** The definition of a type. */
export function buildType(id: number, type: MergedType, context: BuildContext): TypeDefinition {
  const name = context.names.get(id) ?? "";
  const known = context.match?.types.get(id);
  switch (type.kind) {
    case "enum":
      return { kind: "enum", ...common(name, type, type.values, context), ...enumParts(type) };
    case "alternate": {
      const alternatives = alternativesOf(type, known, context);
      const parts = alternatives.map((branch, index) => ({ name: branch.name, ...presenceAt(type, index) }));
      return { kind: "alternate", ...common(name, type, parts, context), alternatives };
    }
    case "object":
      return buildObject(name, type, known, context);
  }
}

function buildObject(
  name: string,
  type: MergedObject,
  known: TypeDefinition | undefined,
  context: BuildContext,
): TypeDefinition {
  const shared = common(name, type, type.members, context);
  const knownMembers = known && { kind: "named" as const, type: known.name };
  const members = buildMembers(type.members, knownMembers, context);
  if (type.tag === undefined) return { kind: "struct", ...shared, base: undefined, members };
  return {
    kind: "union",
    ...shared,
    base: { kind: "inline", members },
    discriminator: type.tag,
    branches: branchesOf(type, context),
  };
}

/** What all definitions have. */
export function common(
  name: string,
  { presence, features }: Pick<MergedType, "presence" | "features">,
  parts: readonly ShownPart[],
  context: BuildContext,
): Omit<StructType, "kind" | "base" | "members"> {
  return {
    name,
    module: moduleName,
    position: nowhere,
    documentation: documentShown(context.schema, { name, presence, features, parts }),
    condition: undefined,
    features: featuresOf(features),
  };
}

/** The name of the only module, and of its file. */
export const moduleName = "qapi-schema";

function presenceAt({ alternatives, presence }: MergedAlternate, index: number): Pick<ShownPart, "presence"> {
  return { presence: alternatives[index]?.presence ?? presence };
}

function enumParts({ values }: MergedEnum): { readonly values: EnumValue[]; readonly prefix: undefined } {
  const build = ({ name, features }: MergedEnum["values"][number]): EnumValue => ({
    ...placeless(name),
    features: featuresOf(features),
  });
  return { values: values.map(build), prefix: undefined };
}

/** `known` is what the schema has in the same place: it knows which integers there are. */
export function buildMembers(
  members: readonly MergedMember[],
  known: Members | undefined,
  context: BuildContext,
): Member[] {
  const model = context.match?.model;
  const knownMembers = model && known ? commonMembers(model, known) : [];
  const types = new Map(knownMembers.map(({ name, type }) => [name, type]));
  return members.map(({ name, optional, use, features }) => ({
    ...placeless(name),
    optional,
    type: referenceTo(use, context, types.get(name)),
    features: featuresOf(features),
  }));
}

/** A branch without members is not listed: the language has it for each value that no other branch is for. */
function branchesOf({ variants }: MergedObject, context: BuildContext): Branch[] {
  return variants.flatMap(({ name, use }) =>
    use ? [{ ...placeless(name), type: referenceTo(use, context, undefined) }] : [],
  );
}

function alternativesOf(
  { alternatives }: MergedAlternate,
  known: TypeDefinition | undefined,
  context: BuildContext,
): Branch[] {
  const branches = known?.kind === "alternate" ? known.alternatives : [];
  const model = context.match?.model;
  const knownByType = new Map(
    branches.map((branch) => [model ? referenceJsonType(model, branch.type) : "", branch]),
  );
  return alternatives.map(({ jsonType, use }) => {
    const branch = knownByType.get(jsonType);
    const type: TypeReference = referenceTo(use, context, branch?.type);
    return { ...placeless(branch?.name ?? jsonType), type };
  });
}

function featuresOf(features: readonly MergedFeature[]): Feature[] {
  return features.map(({ name }) => placeless(name));
}

function placeless(name: string) {
  return { name, position: nowhere, condition: undefined };
}
