import type { Model, TypeReference } from "../../model/index.js";
import { seenType } from "../../introspection/used-types.js";
import { jsonTypeOfBuiltin } from "../merge/unite.js";

/** How values of a schema's type look as JSON, in the words that merged alternatives have. */
export function referenceJsonType(model: Model, type: TypeReference): string {
  if (type.kind === "array") return "array";
  if (type.kind === "builtin") {
    const seen = seenType(type);
    return seen.kind === "builtin" ? jsonTypeOfBuiltin(seen.name) : "string";
  }
  const kind = model.byName.get(type.name)?.kind;
  if (kind === "alternate") return kind;
  return kind === "enum" ? "string" : "object";
}
