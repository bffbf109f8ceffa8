import {
  type Branch,
  type Condition,
  type EnumValue,
  type Feature,
  isBuiltinName,
  keyOf,
  type Member,
  type Members,
  type Position,
  type TypeReference,
} from "../model/index.js";
import { type Expression, type ObjectEntry, type ObjectNode, type SyntaxNode, valueOf } from "./syntax.js";

/**
 * Reads the parts of an expression that matches the grammar. The language permits a plain value instead of an object
 * with one key (`'str'` for `{ 'type': 'str' }`); both give the same result.
 */
export class ExpressionReader {
  readonly #expression: Expression;

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  string(key: string): string | undefined {
    return stringOf(this.#value(key));
  }

  /** Returns the properties whose keys have a string, true or false; those of absent keys have their default. */
  scalars<Properties extends object>(defaults: Properties): Properties {
    const given = Object.keys(defaults).flatMap((property) => {
      const node = this.#value(keyOf(property));
      return node?.kind === "boolean" || node?.kind === "string" ? [[property, node.value]] : [];
    });
    return { ...defaults, ...(Object.fromEntries(given) as Partial<Properties>) };
  }

  type(key: string): TypeReference | undefined {
    const node = this.#value(key);
    return node && typeOf(node);
  }

  condition(): Condition | undefined {
    return conditionIn(this.#expression.node);
  }

  features(): Feature[] {
    return this.#featuresIn(this.#expression.node);
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
      condition: conditionIn(value),
      features: this.#featuresIn(value),
    }));
  }

  branches(key: string): Branch[] {
    return this.#entries(key).map(({ key: { value: name, offset }, value }) => ({
      name,
      type: typeOf(longhand(value, "type")),
      position: this.#position(offset),
      condition: conditionIn(value),
    }));
  }

  enumValues(key: string): EnumValue[] {
    return elementsOf(this.#value(key)).map((node) => ({
      ...this.#named(node),
      features: this.#featuresIn(node),
    }));
  }

  #featuresIn(node: SyntaxNode): Feature[] {
    if (node.kind !== "object") return [];
    return elementsOf(valueOf(node, "features")).map((element) => this.#named(element));
  }

  #named(node: SyntaxNode): { name: string; position: Position; condition: Condition | undefined } {
    const name = longhand(node, "name");
    return {
      name: stringOf(name) ?? "",
      position: this.#position(name.offset),
      condition: conditionIn(node),
    };
  }

  #value(key: string): SyntaxNode | undefined {
    return valueOf(this.#expression.node, key);
  }

  #entries(key: string): readonly ObjectEntry[] {
    const node = this.#value(key);
    return node?.kind === "object" ? node.entries : [];
  }

  #position(offset: number): Position {
    return this.#expression.source.position(offset);
  }
}

/** Returns the value of `key` in an object, and any other node itself. */
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

function conditionIn(node: SyntaxNode): Condition | undefined {
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
