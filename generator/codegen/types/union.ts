import {
  discriminatorType,
  discriminatorValues,
  ownMembers,
  type Branch,
  type Model,
  type UnionType,
} from "../../model/index.js";
import { linksOf, type Context } from "../context.js";
import { describeDefinition } from "../describe.js";
import { conditionText, find, schemaText, type Comment, type Documented } from "../tsdoc/comment.js";
import { codeSpan } from "../tsdoc/inline.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { propertyKey, stringLiteral, unionOf } from "../literal.js";
import { properties } from "./members.js";

type Value = Documented & { readonly name: string };

/**
 * Declares the common members of a union, one type for each value of the discriminator, and the union of these types.
 * Each branch type has a name, which shortens error messages, and a literal discriminator, so that a `switch` narrows
 * the union.
 */
export function unionDeclarations(file: FileBuilder, union: UnionType): readonly Declaration[] {
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
