import type { DefinitionKind } from "../kinds.js";
import type { ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";

/** An expression of today's language whose parts stand where the draft's author wrote them. */
export function expressionOf(
  kind: DefinitionKind,
  name: StringNode,
  offset: number,
  parts: readonly (readonly [key: string, value: SyntaxNode])[],
): ObjectNode {
  const entry = (key: string, value: SyntaxNode): ObjectEntry => ({
    key: { kind: "string", offset: value.offset, value: key, written: "" },
    value,
  });
  return {
    kind: "object",
    offset,
    entries: [entry(kind, name), ...parts.map(([key, value]) => entry(key, value))],
  };
}
