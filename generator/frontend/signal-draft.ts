import type { Diagnostic, Result } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import type { LoadedSchema } from "./load.js";
import { grammarKeys } from "./shape/grammar.js";
import type { SourceFile } from "./source.js";
import {
  type ArrayNode,
  definitionNode,
  type KeyValue,
  type ObjectEntry,
  type ObjectNode,
  type SchemaItem,
  type StringNode,
  type SyntaxNode,
  type TopLevel,
} from "./syntax.js";

/**
 * Converts the definitions of the signal draft to the current notation. A file may mix both: an array is a function of
 * the draft, and an object is a type of the draft if its only key is not a key of the language. Later stages receive only
 * the current notation and apply its rules.
 */
export function desugar(source: SourceFile, items: readonly TopLevel[]): Result<readonly SchemaItem[]> {
  const diagnostics: Diagnostic[] = [];
  const value = items.flatMap((item): readonly SchemaItem[] => {
    if (item.kind === "comment") return [item];
    if (item.kind === "expression") return [{ ...item, node: draftType(item.node) ?? item.node }];
    const node = draftFunction(item.node);
    if ("kind" in node) return [{ kind: "expression", node }];
    for (const problem of node) diagnostics.push(diagnostic(source, item.node, problem));
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

function diagnostic(source: SourceFile, { elements: [name] }: ArrayNode, problem: Problem): Diagnostic {
  const { message, offset } = problem;
  return {
    code: "draft-function",
    severity: "error",
    message,
    position: source.position(offset),
    ...(name?.kind === "string" && { definition: `function ${quote(name.value)}` }),
    help: "write [ 'NAME', { REQUIRED }, { OPTIONAL }, 'RETURNS' ]",
  };
}

/** A part of a function of the draft that does not have the required form. */
interface Problem {
  readonly message: string;
  readonly offset: number;
}

/** The return type of a function that returns nothing. */
const nothing = "none";

/** Converts `[ NAME, { REQUIRED }, { OPTIONAL }, RETURNS ]` to the expression of a command or signal accessor. */
function draftFunction(node: ArrayNode): ObjectNode | readonly Problem[] {
  const [name, required, optional, returns] = node.elements;
  const problems = problemsOf(node);
  if (problems.length > 0 || name?.kind !== "string" || required?.kind !== "object") return problems;
  if (optional?.kind !== "object" || returns === undefined) return problems;
  return definitionNode("command", name, node.offset, [...dataOf(required, optional), ...returnsOf(returns)]);
}

/** Returns what a function lacks of the required form. A missing element is reported at the function. */
function problemsOf(node: ArrayNode): readonly Problem[] {
  const [name, required, optional, returns, more] = node.elements;
  const missing = (expected: string, element: SyntaxNode | undefined): Problem => ({
    message: `a function of the signal draft must have ${expected}`,
    offset: (element ?? node).offset,
  });
  const problems: Problem[] = [];
  if (name?.kind !== "string") problems.push(missing("a name, as a string", name));
  if (required?.kind !== "object") problems.push(missing("an object of required arguments", required));
  if (optional?.kind !== "object") problems.push(missing("an object of optional arguments", optional));
  if (returns === undefined) problems.push(missing('a fourth element: its return type, or "none"', returns));
  if (more !== undefined) problems.push(missing("exactly four elements", more));
  const objects = [required, optional].flatMap((each) => (each?.kind === "object" ? each.entries : []));
  for (const { key } of objects.filter((each) => each.key.value.startsWith("*"))) {
    const message = `the argument ${quote(key.value)} must not begin with '*': the second object lists optional arguments`;
    problems.push({ message, offset: key.offset });
  }
  return problems;
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

/** The name of a type that the signal draft treats as an event. */
const eventType = /^(__[A-Za-z0-9.-]+_)?((?:[A-Z][A-Za-z0-9]*)?Event)$/;

const maxNameLength = 1000;

/** The boundaries between the words of a type's name: `Block|IO|Event`. */
const wordEnd = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;

/**
 * Converts the name of an event type of the signal draft to the event's name on the wire: `BlockIOEvent` becomes
 * `BLOCK_IO_EVENT`. A run of capitals is one word, except for a last capital that begins the next word. Returns
 * undefined if the name is not that of an event type.
 */
export function eventName(type: string): string | undefined {
  // Longer names are reported by the rules.
  if (type.length > maxNameLength) return undefined;
  const [, prefix = "", stem] = eventType.exec(type) ?? [];
  return stem === undefined ? undefined : prefix + stem.replace(wordEnd, "_").toUpperCase();
}

/** Says that a schema uses the notation of the signal draft, at its first definition in that notation. */
export function draftNote({ definitions }: LoadedSchema): Diagnostic | undefined {
  const first = definitions.find(({ node }) => node.entries[0]?.key.sourceText === "");
  return (
    first && {
      code: "former-language",
      severity: "note",
      message: "this is the notation of the signal draft of 2011",
      position: first.source.position(first.node.offset),
      help: "see docs/declaring-signals.md of the package qapi-ts for the current notation",
    }
  );
}
