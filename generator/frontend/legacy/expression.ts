import type { ObjectEntry, ObjectNode, SyntaxNode } from "../syntax.js";
import { convertCondition } from "./conditions.js";
import { formerPragmas, isFormerFlag, isTypeDefinition } from "./find-forms.js";
import { mapConditions, mapEntries, withValues } from "./places.js";

/** Converts the keys, flags and conditions of one expression to today's notation. */
export function convertExpression(node: ObjectNode): ObjectNode {
  return mapConditions(convertKeys(node), convertCondition);
}

function convertKeys(node: ObjectNode): ObjectNode {
  const isType = isTypeDefinition(node);
  const entries = node.entries.flatMap((entry): readonly ObjectEntry[] => {
    const { key, value } = entry;
    if (isType && key.value === "type")
      return [{ key: { ...key, value: "struct", sourceText: "type" }, value }];
    return isFormerFlag(key.value, value) ? flag(entry) : [entry];
  });
  return withValues({ ...node, entries }, { pragma: convertPragma });
}

/** `'no'` is false. `'yes'` is the default, which today's language does not permit to repeat. */
function flag({ key, value }: ObjectEntry): readonly ObjectEntry[] {
  const isNo = value.kind === "string" && value.value === "no";
  return isNo ? [{ key, value: { kind: "boolean", offset: value.offset, value: false } }] : [];
}

function convertPragma(pragma: SyntaxNode): SyntaxNode {
  if (pragma.kind !== "object") return pragma;
  return mapEntries(pragma, (entry) => {
    const { key, value } = entry;
    const name = formerPragmas.get(key.value);
    return name === undefined ? entry : { key: { ...key, value: name, sourceText: key.value }, value };
  });
}
