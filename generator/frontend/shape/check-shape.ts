import type { ErrorObject } from "ajv";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { closestOf, suggest } from "../../diagnostics/suggest.js";
import {
  definitionKindOf,
  definitionKinds,
  entryOf,
  valueOf,
  type Expression,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
} from "../syntax.js";
import { type ExpressionKind, grammarKeys } from "./grammar.js";
import { validators } from "./grammar-code.js";

/** Validates an expression against the grammar. Returns diagnostics in the order of the text. */
export function checkShape(expression: Expression): Diagnostic[] {
  return mismatches(expression.node)
    .toSorted((a, b) => a.offset - b.offset)
    .map((mismatch) => diagnostic(expression, mismatch));
}

/** A part of an expression that does not match the grammar. */
interface ShapeMismatch {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly offset: number;
  readonly help?: string;
}

function mismatches(node: ObjectNode): readonly ShapeMismatch[] {
  const kind = kindOf(node);
  if (kind === undefined) return [kindMismatch(node)];
  const validate = validators[kind];
  if (validate(toPlainData(node))) return [];
  return (validate.errors ?? []).map((error) => mismatchOf(error, node, kind));
}

function kindOf(node: ObjectNode): ExpressionKind | undefined {
  return entryOf(node, "pragma") ? "pragma" : definitionKindOf(node);
}

/** The keys of which an expression has one. */
const kinds: readonly string[] = [...definitionKinds, "include", "pragma"];

function kindMismatch(node: ObjectNode): ShapeMismatch {
  const keys = node.entries.map(({ key }) => key);
  const [first, second] = keys.filter(({ value }) => kinds.includes(value));
  if (first && second) {
    const message = `${quote(second.value)} conflicts with ${quote(first.value)}: an expression defines one thing`;
    return { code: "no-kind", message, offset: second.offset };
  }
  const required = `an expression must have one of the keys ${kinds.map(quote).join(", ")}`;
  const unknown = keys.filter(({ value }) => !grammarKeys.has(value));
  const key = unknown.find(({ value }) => closestOf(value, kinds)) ?? unknown[0] ?? keys[0];
  if (key === undefined) return { code: "no-kind", message: required, offset: node.offset };
  const closest = closestOf(key.value, kinds);
  return {
    code: "no-kind",
    message: unknown.includes(key)
      ? `unknown key ${quote(key.value)}`
      : `the key ${quote(key.value)} alone defines nothing`,
    offset: key.offset,
    help: closest === undefined ? required : `did you mean ${quote(closest)}?`,
  };
}

/** Converts a tree to plain data for ajv. Objects have no prototype, so no name in a schema has a special meaning. */
function toPlainData(node: SyntaxNode): unknown {
  switch (node.kind) {
    case "string":
    case "boolean":
      return node.value;
    case "array":
      return node.elements.map(toPlainData);
    case "object": {
      const object = Object.create(null) as Record<string, unknown>;
      for (const { key, value } of node.entries) object[key.value] = toPlainData(value);
      return object;
    }
  }
}

/** The part of the grammar that an error is about. */
interface Check {
  readonly expected?: string;
  readonly code?: DiagnosticCode;
  readonly properties?: object;
}

/** Converts an error of ajv to a message with its place in the schema file. */
function mismatchOf(error: ErrorObject, root: ObjectNode, kind: ExpressionKind): ShapeMismatch {
  const steps = stepsTo(error.instancePath, root);
  const { node, offset } = steps.at(-1) ?? { node: root, offset: nameOf(root, kind)?.offset ?? root.offset };
  const label = labelOf(steps) ?? expressionLabel(root, kind);
  if (error.keyword === "required") {
    const key = String(error.params["missingProperty"]);
    return { code: "missing-key", message: `${label} has no key ${quote(key)}`, offset };
  }
  const check = (error.parentSchema ?? {}) as Check;
  if (error.keyword === "additionalProperties") {
    const key = String(error.params["additionalProperty"]);
    const entry = node.kind === "object" ? entryOf(node, key) : undefined;
    const message = `unknown key ${quote(key)} in ${label}`;
    const help = suggest(key, absentKeys(node, check));
    return { code: "unknown-key", message, offset: entry?.key.offset ?? offset, ...help };
  }
  const { expected = "of another form", code = "bad-shape" } = check;
  return { code, message: `${label} must be ${expected}`, offset };
}

/** Returns the keys that an object may have and does not have. */
function absentKeys(node: SyntaxNode, { properties = {} }: Check): readonly string[] {
  return Object.keys(properties).filter((key) => node.kind !== "object" || !entryOf(node, key));
}

/** One step on the way from an expression to a part of it. */
interface Step {
  readonly node: SyntaxNode;
  /** The offset of the key, or of an array element. */
  readonly offset: number;
  readonly label: string;
  /** True for a key that desugaring added. */
  readonly isImplicit: boolean;
}

/** Resolves a JSON Pointer. */
function stepsTo(pointer: string, root: ObjectNode): readonly Step[] {
  const steps: Step[] = [];
  let node: SyntaxNode = root;
  for (const token of pointer.split("/").slice(1)) {
    const step = stepFrom(node, token.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (step === undefined) break;
    steps.push(step);
    node = step.node;
  }
  return steps;
}

function stepFrom(node: SyntaxNode, token: string): Step | undefined {
  if (node.kind === "array") {
    const element = node.elements[Number(token)];
    if (element === undefined) return undefined;
    const label = `element ${Number(token) + 1}`;
    return { node: element, offset: element.offset, label, isImplicit: false };
  }
  const entry = node.kind === "object" ? entryOf(node, token) : undefined;
  if (entry === undefined) return undefined;
  const { key, value } = entry;
  const isImplicit = key.sourceText === "";
  const label = quote(isImplicit ? key.value : (key.sourceText ?? key.value));
  return { node: value, offset: key.offset, label, isImplicit };
}

/** Returns the innermost label first: `"if" of "member" of "data"`. Undefined for the expression itself. */
function labelOf(steps: readonly Step[]): string | undefined {
  const shown = steps.filter(({ isImplicit }, index) => !isImplicit || index === steps.length - 1);
  return shown.length === 0
    ? undefined
    : shown
        .map(({ label }) => label)
        .reverse()
        .join(" of ");
}

function expressionLabel(root: ObjectNode, kind: ExpressionKind): string {
  const name = nameOf(root, kind);
  return name === undefined ? `the ${kind}` : `${kind} ${quote(name.sourceText ?? name.value)}`;
}

function nameOf(root: ObjectNode, kind: ExpressionKind): StringNode | undefined {
  const name = valueOf(root, kind);
  return name?.kind === "string" ? name : undefined;
}

function diagnostic(
  { source, node }: Expression,
  { code, message, offset, help }: ShapeMismatch,
): Diagnostic {
  const kind = definitionKindOf(node);
  const name = kind && nameOf(node, kind);
  return {
    code,
    severity: "error",
    message,
    position: source.position(offset),
    ...(name && { definition: `${kind} ${quote(name.value)}` }),
    ...(help !== undefined && { help }),
  };
}
