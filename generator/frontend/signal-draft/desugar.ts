import type { Diagnostic, Result } from "../../diagnostics/diagnostic.js";
import { grammarKeys } from "../shape/grammar.js";
import type { SourceFile } from "../source.js";
import type { ObjectNode, SchemaItem, TopLevel } from "../syntax.js";
import { definitionNode } from "../definition-node.js";
import { draftFunction, type InvalidFunction } from "./draft-function.js";
import { eventName } from "./event-name.js";

/**
 * Converts the definitions of the signal draft to the current notation. A file may mix both: an array is a function of
 * the draft, and an object is a type of the draft if its only key is not a key of the language. Later stages see only
 * the current notation and apply its rules.
 */
export function desugar(source: SourceFile, items: readonly TopLevel[]): Result<readonly SchemaItem[]> {
  const diagnostics: Diagnostic[] = [];
  const value = items.flatMap((item): readonly SchemaItem[] => {
    if (item.kind === "comment") return [item];
    if (item.kind === "expression") return [{ ...item, node: draftType(item.node) ?? item.node }];
    const node = draftFunction(item.node);
    if (node.kind === "object") return [{ kind: "expression", node }];
    diagnostics.push(diagnostic(source, node));
    return [];
  });
  return { value, diagnostics };
}

/** An object with one of these keys belongs to the language, even if it is invalid. */
const languageKeys: ReadonlySet<string> = new Set([
  ...grammarKeys,
  "include",
  // Defined a struct before QEMU 2.4.
  "type",
]);

/** Converts `{ NAME: [ VALUE, ... ] }` or `{ NAME: { MEMBER: TYPE, ... } }`. Undefined for any other expression. */
function draftType(node: ObjectNode): ObjectNode | undefined {
  const [entry, ...others] = node.entries;
  if (entry === undefined || others.length > 0 || languageKeys.has(entry.key.value)) return undefined;
  const { key, value } = entry;
  if (value.kind === "array") return definitionNode("enum", key, node.offset, [["data", value]]);
  if (value.kind !== "object") return undefined;
  const event = eventName(key.value);
  return event === undefined
    ? definitionNode("struct", key, node.offset, [["data", value]])
    : definitionNode("event", { ...key, value: event, sourceText: key.value }, node.offset, [
        ["data", value],
      ]);
}

function diagnostic(source: SourceFile, { message, offset }: InvalidFunction): Diagnostic {
  return {
    code: "draft-function",
    severity: "error",
    message,
    position: source.position(offset),
    help: "write [ 'NAME', { REQUIRED }, { OPTIONAL }, 'RETURNS' ]",
  };
}
