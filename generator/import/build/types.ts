import { introspectedType } from "../../introspection/introspect.js";
import {
  type Branch,
  commonMembers,
  type Definition,
  type EnumValue,
  type Feature,
  jsonTypeOf,
  type Member,
  type Members,
  noPosition,
  type StructType,
  type TypeDefinition,
  type TypeReference,
} from "../../model/index.js";
import { documentDefinition, withoutAvailability, type DocumentedPart } from "./documentation.js";
import type {
  MergedAlternate,
  MergedEnum,
  MergedFeature,
  MergedMember,
  MergedObject,
  MergedSchema,
  MergedType,
  TypeUse,
} from "../merge/merged-schema.js";
import type { SchemaMatch } from "../names/match-schema.js";

export interface BuildContext {
  readonly schema: MergedSchema;
  /** The names of the types by number. */
  readonly names: ReadonlyMap<number, string>;
  /** The matched schema that provides names and unreported properties. */
  readonly match: SchemaMatch | undefined;
  /** Whether the matched schema provides the documentation too. */
  readonly hasDocumentation: boolean;
  /** The types whose members are written inline. */
  readonly inline: ReadonlySet<number>;
}

/**
 * Converts the use of a type to a reference. Servers report every integer type as `int`; `known`, the reference of the
 * matched schema, provides the exact type.
 */
export function referenceTo(
  use: TypeUse,
  context: BuildContext,
  known: TypeReference | undefined,
): TypeReference {
  switch (use.kind) {
    case "builtin":
      return known?.kind === "builtin" && isReportedAs(known, use.name) ? known : use;
    case "array": {
      const element = known?.kind === "array" ? known.element : undefined;
      return { kind: "array", element: referenceTo(use.element, context, element) };
    }
    case "type":
      return { kind: "defined", name: context.names.get(use.id) ?? "" };
  }
}

function isReportedAs(type: TypeReference, name: string): boolean {
  const introspected = introspectedType(type);
  return introspected.kind === "builtin" && introspected.name === name;
}

/** Builds the definition of a type. */
export function buildType(id: number, type: MergedType, context: BuildContext): TypeDefinition {
  const name = context.names.get(id) ?? "";
  const known = context.match?.types.get(id);
  switch (type.kind) {
    case "enum":
      return {
        kind: "enum",
        ...commonProperties(name, type, type.values, context, known),
        ...enumParts(type, known?.kind === "enum" ? known.prefix : undefined),
      };
    case "alternate": {
      const alternatives = alternativesOf(type, known, context);
      const parts = alternatives.map((branch, index) => ({ name: branch.name, ...presenceAt(type, index) }));
      return { kind: "alternate", ...commonProperties(name, type, parts, context, known), alternatives };
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
  const shared = commonProperties(name, type, type.members, context, known);
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

/** Builds the properties that all kinds of definitions have. */
export function commonProperties(
  name: string,
  { presence, features }: Pick<MergedType, "presence" | "features">,
  parts: readonly DocumentedPart[],
  context: BuildContext,
  known: Definition | undefined,
): Omit<StructType, "kind" | "base" | "members"> {
  return {
    name,
    module: moduleName,
    position: noPosition,
    documentation: documentDefinition(context.schema, {
      name,
      presence,
      features,
      parts,
      known: known && context.hasDocumentation ? withoutAvailability(known).documentation : undefined,
    }),
    condition: undefined,
    features: featuresOf(features),
  };
}

/** The imported schema has a single module. */
export const moduleName = "qapi-schema";

function presenceAt(
  { alternatives, presence }: MergedAlternate,
  index: number,
): Pick<DocumentedPart, "presence"> {
  return { presence: alternatives[index]?.presence ?? presence };
}

function enumParts(
  { values }: MergedEnum,
  prefix: string | undefined,
): { readonly values: EnumValue[]; readonly prefix: string | undefined } {
  const build = ({ name, features }: MergedEnum["values"][number]): EnumValue => ({
    ...namedPart(name),
    features: featuresOf(features),
  });
  return { values: values.map(build), prefix };
}

/** `known` are the members in the matched schema, which provide the integer types. */
export function buildMembers(
  members: readonly MergedMember[],
  known: Members | undefined,
  context: BuildContext,
): Member[] {
  const model = context.match?.model;
  const knownMembers = model && known ? commonMembers(model, known) : [];
  const types = new Map(knownMembers.map(({ name, type }) => [name, type]));
  return members.map(({ name, optional, use, features }) => ({
    ...namedPart(name),
    optional,
    type: referenceTo(use, context, types.get(name)),
    features: featuresOf(features),
  }));
}

/** Omits empty branches: values without a branch select an empty one. */
function branchesOf({ variants }: MergedObject, context: BuildContext): Branch[] {
  return variants.flatMap(({ name, use }) =>
    use ? [{ ...namedPart(name), type: referenceTo(use, context, undefined) }] : [],
  );
}

function alternativesOf(
  { alternatives }: MergedAlternate,
  known: TypeDefinition | undefined,
  context: BuildContext,
): Branch[] {
  const branches = known?.kind === "alternate" ? known.alternatives : [];
  const model = context.match?.model;
  const knownByType = new Map<string | undefined, Branch>(
    branches.map((branch) => [model && jsonTypeOf(model, branch.type), branch]),
  );
  return alternatives.map(({ jsonType, use }) => {
    const branch = knownByType.get(jsonType);
    return { ...namedPart(branch?.name ?? jsonType), type: referenceTo(use, context, branch?.type) };
  });
}

function featuresOf(features: readonly MergedFeature[]): Feature[] {
  return features.map(({ name }) => namedPart(name));
}

function namedPart(name: string) {
  return { name, position: noPosition, condition: undefined };
}
