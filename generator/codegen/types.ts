import {
  type AlternateType,
  type Branch,
  type Definition,
  discriminatorType,
  discriminatorValues,
  type EnumType,
  type Feature,
  type Model,
  ownMembers,
  type StructType,
  type UnionType,
} from "../model/index.js";
import { type Context, linksOf } from "./context.js";
import { describeDefinition, describeList } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration } from "./file.js";
import { objectLiteral, propertyKey, stringLiteral, unionOf } from "./literal.js";
import {
  accessorArgumentsDeclaration,
  annotatedArgumentsDeclarations,
  argumentsDeclaration,
  dataDeclaration,
  properties,
} from "./signatures.js";
import { type Comment, conditionText, type Documented, find, schemaText } from "./tsdoc/comment.js";
import { codeSpan } from "./tsdoc/inline.js";

/** Returns the types that a definition adds to its module's `types.ts`. */
export function typeDeclarations(file: FileBuilder, definition: Definition): readonly Declaration[] {
  switch (definition.kind) {
    case "enum":
      return enumDeclarations(file, definition);
    case "struct":
      return [structDeclaration(file, definition)];
    case "union":
      return unionDeclarations(file, definition);
    case "alternate":
      return [alternateDeclaration(file, definition)];
    case "command":
      return argumentsDeclaration(file, definition);
    case "event":
      return [...dataDeclaration(file, definition), ...annotatedArgumentsDeclarations(file, definition)];
    case "accessor":
      return accessorArgumentsDeclaration(file, definition);
  }
}

/**
 * Declares a union of string literals and the array of its values. The union is written out instead of derived from
 * the array, because that type-checks faster.
 */
function enumDeclarations(file: FileBuilder, type: EnumType): readonly Declaration[] {
  const { context } = file;
  const name = context.names.of("type", type.name);
  const values = type.values.map((value) => value.name);
  return [
    {
      kind: "alias",
      name,
      comment: describeDefinition(context, type, { list: describeList(context, type, type.values) }),
      type: unionOf(values.map(stringLiteral)),
    },
    {
      kind: "constant",
      name: context.names.of("values", type.name),
      comment: [`The values of {@link ${name}}.`],
      type: `readonly ${name}[]`,
      value: objectLiteral(values),
    },
  ];
}

function structDeclaration(file: FileBuilder, type: StructType): Declaration {
  return {
    kind: "interface",
    name: file.context.names.of("type", type.name),
    comment: describeDefinition(file.context, type),
    extends: type.base === undefined ? [] : [file.named(type.base)],
    properties: properties(file, type, type.members),
    open: false,
  };
}

/** Declares an alternate: a union whose members differ in their JSON type. */
function alternateDeclaration(file: FileBuilder, type: AlternateType): Declaration {
  const types = type.alternatives.map((alternative) => file.type(alternative.type));
  return {
    kind: "alias",
    name: file.context.names.of("type", type.name),
    comment: describeDefinition(file.context, type, {
      list: describeList(file.context, type, type.alternatives.map(noFeatures)),
    }),
    type: unionOf([...new Set(types)]),
  };
}

function noFeatures(alternative: Branch): Branch & { readonly features: readonly Feature[] } {
  return { ...alternative, features: [] };
}

type Value = Documented & { readonly name: string };

/**
 * Declares the common members of a union, one type for each value of the discriminator, and the union of these types.
 * Each branch type has a name, which shortens error messages, and a literal discriminator, so that a `switch` narrows
 * the union.
 */
function unionDeclarations(file: FileBuilder, union: UnionType): readonly Declaration[] {
  const { names, model } = file.context;
  const values = discriminatorValues(model, union);
  const branches = new Map(union.branches.map((each) => [each.name, each]));
  return [
    ...baseDeclaration(file, union),
    ...values.map((value) => branchDeclaration(file, union, value, branches.get(value.name))),
    {
      kind: "alias",
      name: names.of("type", union.name),
      comment: describeDefinition(file.context, union),
      type: unionOf(values.map((value) => names.of("branch", union.name, value.name))),
    },
  ];
}

function baseDeclaration(file: FileBuilder, union: UnionType): readonly Declaration[] {
  if (union.base.kind === "named") return [];
  const { names } = file.context;
  return [
    {
      kind: "interface",
      name: names.of("base", union.name),
      comment: [`The common members of {@link ${names.of("type", union.name)}}.`],
      extends: [],
      properties: properties(file, union, union.base.members),
      open: false,
    },
  ];
}

function branchDeclaration(
  file: FileBuilder,
  union: UnionType,
  value: Value,
  branch: Branch | undefined,
): Declaration {
  const name = file.context.names.of("branch", union.name, value.name);
  const comment = branchComment(file, union, value, branch);
  const parents = [baseName(file, union), ...(branch === undefined ? [] : [file.type(branch.type)])];
  if (branch !== undefined && isUnion(file.context.model, branch)) {
    // An interface cannot extend a union: the members are intersected instead.
    const tag = `{ ${propertyKey(union.discriminator)}: ${stringLiteral(value.name)} }`;
    return { kind: "alias", name, comment, type: [...parents, tag].join(" & ") };
  }
  const tag = { name: union.discriminator, type: stringLiteral(value.name), optional: false, comment: [] };
  return { kind: "interface", name, comment, extends: parents, properties: [tag], open: false };
}

function baseName(file: FileBuilder, union: UnionType): string {
  return union.base.kind === "named"
    ? file.named(union.base.type)
    : file.context.names.of("base", union.name);
}

function isUnion(model: Model, branch: Branch): boolean {
  return branch.type.kind === "defined" && model.byName.get(branch.type.name)?.kind === "union";
}

function branchComment(
  file: FileBuilder,
  union: UnionType,
  value: Value,
  branch: Branch | undefined,
): Comment {
  const type = file.context.names.of("type", union.name);
  const lead = `{@link ${type}} whose ${codeSpan(union.discriminator)} is ${codeSpan(value.name)}.`;
  return [
    lead,
    ...describeBranch(file.context, union, value.name),
    ...conditionText(value.condition),
    ...conditionText(branch?.condition),
  ];
}

/** A schema documents the value that selects a branch; old ones document the branch itself. */
function describeBranch(context: Context, union: UnionType, name: string): Comment {
  const isMember = ownMembers(union).some((member) => member.name === name);
  const own = isMember ? undefined : find(union.documentation?.members, name);
  const source = own === undefined ? discriminatorType(context.model, union) : union;
  const text = own ?? find(source?.documentation?.members, name);
  if (source === undefined || text === undefined) return [];
  return [{ kind: "text", text: schemaText(text, linksOf(context, source, "types")) }];
}
