import type { ArrayNode, ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";
import { eventName } from "./event-name.js";
import { expressionOf } from "./expression.js";

/** What is wrong with a function, and where. */
export interface Misshape {
  readonly kind: "misshape";
  readonly message: string;
  readonly offset: number;
}

/** How the draft writes that a function returns nothing. */
const nothing = "none";

/** The command or signal accessor that `[ NAME, { REQUIRED }, { OPTIONAL }, RETURNS ]` defines, in today's words. */
export function draftFunction(node: ArrayNode): ObjectNode | Misshape {
  const [name, required, optional, returns, ...more] = node.elements;
  if (name?.kind !== "string") return misshape("a function's name, as a string", name ?? node);
  if (required?.kind !== "object") return misshape("an object of required arguments", required ?? node);
  if (optional?.kind !== "object") return misshape("an object of optional arguments", optional ?? node);
  if (returns === undefined) return misshape("a fourth element: the type it returns, or 'none'", node);
  if (more[0] !== undefined) return misshape("no fifth element", more[0]);
  const star = [...required.entries, ...optional.entries].find(({ key }) => key.value.startsWith("*"));
  if (star) return misshape("no '*' on an argument: what is optional stands in the second object", star.key);
  return expressionOf("command", name, node.offset, [
    ...dataPart(required, optional),
    ...returnPart(returns),
  ]);
}

type Part = readonly [key: string, value: SyntaxNode];

function dataPart(required: ObjectNode, optional: ObjectNode): Part[] {
  const entries = [...required.entries, ...optional.entries.map(starred)];
  return entries.length === 0 ? [] : [["data", { kind: "object", offset: required.offset, entries }]];
}

function starred({ key, value }: ObjectEntry): ObjectEntry {
  return { key: { ...key, value: `*${key.value}` }, value };
}

function returnPart(returns: SyntaxNode): Part[] {
  if (returns.kind !== "string") return [["returns", returns]];
  return returns.value === nothing ? [] : [["returns", named(returns)]];
}

function named(type: StringNode): StringNode {
  const event = eventName(type.value);
  return event === undefined ? type : { ...type, value: event, written: type.value };
}

function misshape(expected: string, { offset }: SyntaxNode): Misshape {
  return { kind: "misshape", message: `a function of the signal draft must have ${expected}`, offset };
}
