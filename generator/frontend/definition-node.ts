import type { DefinitionKind, ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "./syntax.js";

export type KeyValue = readonly [key: string, value: SyntaxNode];

/** Builds the expression of a definition. Its keys have the offsets of their values in the text. */
export function definitionNode(
  kind: DefinitionKind,
  name: StringNode,
  offset: number,
  properties: readonly KeyValue[],
): ObjectNode {
  const entry = ([key, value]: KeyValue): ObjectEntry => ({
    key: { kind: "string", offset: value.offset, value: key, sourceText: "" },
    value,
  });
  return { kind: "object", offset, entries: [entry([kind, name]), ...properties.map(entry)] };
}
