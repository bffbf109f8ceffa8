import { introspectedType } from "../../introspection/used-types.js";
import type { TypeReference } from "../../model/index.js";
import type { MergedSchema, TypeUse } from "../merge/merged-schema.js";
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
