import { valueOf, type ObjectNode } from "./syntax.js";

/** The keys of which a definition has exactly one; its value is the definition's name. */
export const definitionKinds = ["enum", "struct", "union", "alternate", "command", "event"] as const;

export type DefinitionKind = (typeof definitionKinds)[number];

/** What an expression defines, by its key; nothing where none or several of the defining keys are there. */
export function definitionKindOf(node: ObjectNode): DefinitionKind | undefined {
  const kinds = definitionKinds.filter((kind) => valueOf(node, kind));
  return kinds.length === 1 ? kinds[0] : undefined;
}
