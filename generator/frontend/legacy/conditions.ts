import type { ArrayNode, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";
import { parseCCondition, type CCondition } from "./c-condition.js";

/** A list of conditions in C, which must all hold, or a text that is more than the name of a macro. */
export function isCCondition(node: SyntaxNode): boolean {
  if (node.kind === "array") return node.elements.some(isCCondition);
  // Without `defined`, the text is more likely a mistake in today's notation.
  return (
    node.kind === "string" && /\bdefined\b/.test(node.value) && parseCCondition(node.value) !== undefined
  );
}

/** Converts a condition in C to today's notation. Returns a node that is not a condition in C as it is. */
export function convertCondition(node: SyntaxNode): SyntaxNode {
  if (node.kind === "array") return allOf(node);
  if (node.kind !== "string") return node;
  const condition = parseCCondition(node.value);
  const isUnchanged = condition?.kind === "macro" && condition.name === node.value;
  return condition === undefined || isUnchanged ? node : nodeOf(condition, node);
}

function allOf(node: ArrayNode): SyntaxNode {
  if (node.elements.length === 0 || node.elements.some(({ kind }) => kind !== "string")) return node;
  return operation("all", node.elements.map(convertCondition), node.offset);
}

/** @param text The string with the condition: offsets count from its first character, after the quote. */
function nodeOf(condition: CCondition, text: StringNode): SyntaxNode {
  const offset = text.offset + 1 + condition.offset;
  const macro = (value: string): StringNode => ({ kind: "string", offset, value });
  switch (condition.kind) {
    case "macro":
      return macro(condition.name);
    case "not":
      return not(nodeOf(condition.operand, text), offset);
    case "all":
    case "any":
      return operation(
        condition.kind,
        condition.operands.map((operand) => nodeOf(operand, text)),
        offset,
      );
    case "constant":
      return operation(condition.value ? "any" : "all", [macro(other), not(macro(other), offset)], offset);
  }
}

/** The macro by which a condition says that it always or never holds. */
const other = "OTHER_BUILD";

function operation(key: "all" | "any", elements: readonly SyntaxNode[], offset: number): ObjectNode {
  return object(key, { kind: "array", offset, elements }, offset);
}

function not(operand: SyntaxNode, offset: number): ObjectNode {
  return object("not", operand, offset);
}

function object(key: string, value: SyntaxNode, offset: number): ObjectNode {
  return {
    kind: "object",
    offset,
    entries: [{ key: { kind: "string", offset, value: key, sourceText: "" }, value }],
  };
}
