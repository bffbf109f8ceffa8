import type { ObjectNode } from "../syntax.js";
import { eventName } from "./event-name.js";
import { expressionOf } from "./expression.js";

/** The keys of today's language: an expression with one of them is not the draft's, whatever else is wrong. */
const todaysKeys: ReadonlySet<string> = new Set([
  ..."include pragma enum struct union alternate command event type".split(" "),
  ..."data base discriminator prefix returns boxed gen success-response".split(" "),
  ..."allow-oob allow-preconfig coroutine if features".split(" "),
]);

/**
 * The type that `{ NAME: [ VALUE, ... ] }` or `{ NAME: { MEMBER: TYPE, ... } }` defines, in today's words. Undefined
 * where the expression is not the draft's.
 */
export function draftType(node: ObjectNode): ObjectNode | undefined {
  const [entry, ...others] = node.entries;
  if (entry === undefined || others.length > 0 || todaysKeys.has(entry.key.value)) return undefined;
  const { key, value } = entry;
  if (value.kind === "array") return expressionOf("enum", key, node.offset, [["data", value]]);
  if (value.kind !== "object") return undefined;
  const event = eventName(key.value);
  return event === undefined
    ? expressionOf("struct", key, node.offset, [["data", value]])
    : expressionOf("event", { ...key, value: event, written: key.value }, node.offset, [["data", value]]);
}
