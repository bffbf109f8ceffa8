import type { ArrayNode, ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";
import { definitionNode, type KeyValue } from "../definition-node.js";
import { eventName } from "./event-name.js";

/** A function of the draft that does not have the required form. */
export interface InvalidFunction {
  readonly kind: "invalid";
  readonly message: string;
  readonly offset: number;
}

/** The return type of a function that returns nothing. */
const nothing = "none";

/** Converts `[ NAME, { REQUIRED }, { OPTIONAL }, RETURNS ]` to the expression of a command or signal accessor. */
export function draftFunction(node: ArrayNode): ObjectNode | InvalidFunction {
  const [name, required, optional, returns, ...more] = node.elements;
  if (name?.kind !== "string") return invalid("a name, as a string", name ?? node);
  if (required?.kind !== "object") return invalid("an object of required arguments", required ?? node);
  if (optional?.kind !== "object") return invalid("an object of optional arguments", optional ?? node);
  if (returns === undefined) return invalid("a fourth element: its return type, or 'none'", node);
  if (more[0] !== undefined) return invalid("exactly four elements", more[0]);
  const star = [...required.entries, ...optional.entries].find(({ key }) => key.value.startsWith("*"));
  if (star) return invalid("no '*' before an argument: the second object lists optional arguments", star.key);
  return definitionNode("command", name, node.offset, [...dataOf(required, optional), ...returnsOf(returns)]);
}

function dataOf(required: ObjectNode, optional: ObjectNode): KeyValue[] {
  const entries = [...required.entries, ...optional.entries.map(markOptional)];
  return entries.length === 0 ? [] : [["data", { kind: "object", offset: required.offset, entries }]];
}

function markOptional({ key, value }: ObjectEntry): ObjectEntry {
  return { key: { ...key, value: `*${key.value}`, sourceText: key.value }, value };
}

function returnsOf(returns: SyntaxNode): KeyValue[] {
  if (returns.kind !== "string") return [["returns", returns]];
  return returns.value === nothing ? [] : [["returns", typeName(returns)]];
}

function typeName(type: StringNode): StringNode {
  const event = eventName(type.value);
  return event === undefined ? type : { ...type, value: event, sourceText: type.value };
}

function invalid(expected: string, { offset }: SyntaxNode): InvalidFunction {
  return { kind: "invalid", message: `a function of the signal draft must have ${expected}`, offset };
}
