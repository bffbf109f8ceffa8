import {
  isBuiltinName,
  type Branch,
  type Condition,
  type EnumValue,
  type Feature,
  type Member,
  type Members,
  type Position,
  type TypeReference,
} from "../../model/index.js";
import type { Expression, ObjectEntry, ObjectNode, SyntaxNode } from "../syntax.js";
import { valueOf } from "../syntax.js";

/**
 * Reads the parts of one expression whose shape is known to be sound. The language lets a plain value stand
 * for an object that says no more than it (`'str'` for `{ 'type': 'str' }`): here both become the same.
 */
export class ExpressionReader {
  readonly #expression: Expression;

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  string(key: string): string | undefined {
    return stringOf(valueOf(this.#expression.node, key));
  }

  flag(key: string, absent: boolean): boolean {
    const node = valueOf(this.#expression.node, key);
    return node?.kind === "boolean" ? node.value : absent;
  }

  type(key: string): TypeReference | undefined {
    const node = valueOf(this.#expression.node, key);
    return node && typeOf(node);
  }

  condition(): Condition | undefined {
    return conditionUnder(this.#expression.node);
  }

  features(): Feature[] {
    return this.#featuresUnder(this.#expression.node);
  }

  members(key: string): Members {
    const name = this.string(key);
    if (name !== undefined) return { kind: "named", type: name };
    return { kind: "inline", members: this.inlineMembers(key) };
  }

  inlineMembers(key: string): Member[] {
    return this.#entries(key).map(({ key: { value: name, offset }, value }) => ({
      name: name.replace(/^\*/, ""),
      optional: name.startsWith("*"),
      type: typeOf(longhand(value, "type")),
      position: this.#position(offset),
      condition: conditionUnder(value),
      features: this.#featuresUnder(value),
    }));
  }

  branches(key: string): Branch[] {
    return this.#entries(key).map(({ key: { value: name, offset }, value }) => ({
      name,
      type: typeOf(longhand(value, "type")),
      position: this.#position(offset),
      condition: conditionUnder(value),
    }));
  }

  enumValues(key: string): EnumValue[] {
    return elementsOf(valueOf(this.#expression.node, key)).map((node) => ({
      ...this.#named(node),
      features: this.#featuresUnder(node),
    }));
  }

  #featuresUnder(node: SyntaxNode): Feature[] {
    if (node.kind !== "object") return [];
    return elementsOf(valueOf(node, "features")).map((element) => this.#named(element));
  }

  #named(node: SyntaxNode): { name: string; position: Position; condition: Condition | undefined } {
    return {
      name: stringOf(longhand(node, "name")) ?? "",
      position: this.#position(node.offset),
      condition: conditionUnder(node),
    };
  }

  #entries(key: string): readonly ObjectEntry[] {
    const node = valueOf(this.#expression.node, key);
    return node?.kind === "object" ? node.entries : [];
  }

  #position(offset: number): Position {
    return this.#expression.source.position(offset);
  }
}

/** The value itself, or what the object says under `key`. */
function longhand(node: SyntaxNode, key: string): SyntaxNode {
  return node.kind === "object" ? (valueOf(node, key) ?? node) : node;
}

function stringOf(node: SyntaxNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : undefined;
}

function elementsOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node?.kind === "array" ? node.elements : [];
}

function typeOf(node: SyntaxNode): TypeReference {
  if (node.kind === "array") return { kind: "array", element: namedType(stringOf(node.elements[0]) ?? "") };
  return namedType(stringOf(node) ?? "");
}

function namedType(name: string): TypeReference {
  return isBuiltinName(name) ? { kind: "builtin", name } : { kind: "defined", name };
}

function conditionUnder(node: SyntaxNode): Condition | undefined {
  const condition = node.kind === "object" ? valueOf(node, "if") : undefined;
  return condition && conditionOf(condition);
}

function conditionOf(node: SyntaxNode): Condition {
  if (node.kind !== "object") return { kind: "defined", name: stringOf(node) ?? "" };
  return operationOf(node);
}

function operationOf(node: ObjectNode): Condition {
  const not = valueOf(node, "not");
  if (not) return { kind: "not", condition: conditionOf(not) };
  const kind = valueOf(node, "all") ? "all" : "any";
  return { kind, conditions: elementsOf(valueOf(node, kind)).map(conditionOf) };
}
