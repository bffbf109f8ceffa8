import type { AlternateType, Branch, Definition, EnumType, Feature, StructType } from "../../model/index.js";
import { describeDefinition, describeList } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { stringArray, stringLiteral, unionOf } from "../literal.js";
import { properties } from "./members.js";
import {
  accessorArgumentsDeclaration,
  annotatedArgumentsDeclarations,
  argumentsDeclaration,
  dataDeclaration,
} from "./signatures.js";
import { unionDeclarations } from "./union.js";

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
      value: stringArray(values),
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
