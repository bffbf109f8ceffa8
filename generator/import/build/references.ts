import { seenType } from "../../introspection/used-types.js";
import type { TypeReference } from "../../model/index.js";
import type { Use } from "../merge/merged.js";
import type { BuildContext } from "./context.js";

/**
 * A use of a type as the language writes it. A server shows every integer as `int`: where the schema has a narrower
 * one (`known`) that is it.
 */
export function referenceTo(
  use: Use,
  context: BuildContext,
  known: TypeReference | undefined,
): TypeReference {
  switch (use.kind) {
    case "builtin":
      return known?.kind === "builtin" && shownAs(known) === use.name ? known : use;
    case "array": {
      const element = known?.kind === "array" ? known.element : undefined;
      return { kind: "array", element: referenceTo(use.element, context, element) };
    }
    case "type":
      return { kind: "defined", name: context.names.get(use.id) ?? "" };
  }
}

function shownAs(type: TypeReference): string | undefined {
  const seen = seenType(type);
  return seen.kind === "builtin" ? seen.name : undefined;
}
