import type { EnumType } from "../../model/index.js";
import { describeDefinition, describeList } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { stringArray, stringLiteral, unionOf } from "../literal.js";

/**
 * A union of string literals, and the values at run time. The two are printed apart, although one could be
 * derived from the other: a union that is written out costs whoever type-checks against it less.
 */
export function enumDeclarations(file: FileBuilder, type: EnumType): readonly Declaration[] {
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
