import { isBuiltinName } from "../../model/index.js";
import { entryOf, type ObjectNode, type SyntaxNode } from "../syntax.js";
import { anyType } from "./find-forms.js";
import { mapTypes, withValues } from "./places.js";

/** Types without a definition that the generated code of QEMU before version 2.4 passed through. */
const looseTypes: ReadonlySet<string> = new Set(["visitor", "dict"]);

/**
 * Replaces types without a definition by `any`: `**`, and, in the notation before QEMU 2.4, `visitor`, `dict` and whatever
 * a command names for which no code is generated.
 */
export function replaceLooseTypes(
  definition: ObjectNode,
  isDefined: (name: string) => boolean,
  isBefore24: boolean,
): ObjectNode {
  const isUngenerated = isBefore24 && hasNoCode(definition);
  const isLoose = (name: string): boolean => {
    if (name === anyType) return true;
    if (!isBefore24 || isDefined(name) || isBuiltinName(name)) return false;
    return isUngenerated || looseTypes.has(name);
  };
  const convert = (node: SyntaxNode): SyntaxNode => {
    if (node.kind === "array") return { ...node, elements: node.elements.map(convert) };
    return node.kind === "string" && isLoose(node.value)
      ? { ...node, value: "any", sourceText: node.value }
      : node;
  };
  return mapTypes(withoutRest(definition), convert);
}

function hasNoCode(definition: ObjectNode): boolean {
  const gen = entryOf(definition, "gen")?.value;
  return gen?.kind === "boolean" && !gen.value;
}

/**
 * Removes `'*props': '**'` and `'data': '**'` from a command without code: they stand for any further arguments, which are
 * open already.
 */
function withoutRest(definition: ObjectNode): ObjectNode {
  if (!hasNoCode(definition)) return definition;
  const isAny = (value: SyntaxNode): boolean => value.kind === "string" && value.value === anyType;
  const entries = definition.entries.filter(({ key, value }) => key.value !== "data" || !isAny(value));
  return withValues(
    { ...definition, entries },
    {
      data: (data) =>
        data.kind === "object"
          ? {
              ...data,
              entries: data.entries.filter(({ key, value }) => !key.value.startsWith("*") || !isAny(value)),
            }
          : data,
    },
  );
}
