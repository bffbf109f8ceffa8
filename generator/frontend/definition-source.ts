import type { Definition, Feature, Part, Position } from "../model/index.js";
import { entryOf, valueOf, type Expression, type SyntaxNode } from "./syntax.js";

/** Finds the positions of the parts of one definition. Without a source, every position is that of the definition. */
export class DefinitionSource {
  readonly #definition: Definition;
  readonly #expression: Expression | undefined;

  constructor(definition: Definition, expression: Expression | undefined) {
    this.#definition = definition;
    this.#expression = expression;
  }

  /** Returns the position of a key of the definition, such as `boxed`. */
  key(key: string): Position {
    return this.#position(this.#entry(key)?.key);
  }

  /** Returns the position of the value of a key, such as `base`. */
  value(key: string): Position {
    return this.#position(this.#entry(key)?.value);
  }

  /** Returns the position of the type name of a member, branch or key, and its text if desugaring changed the name. */
  type(of: Part | string): { readonly position: Position; readonly text?: string | undefined } {
    const node = typeof of === "string" ? this.#entry(of)?.value : this.#nodeOf(of);
    const type = node?.kind === "object" ? valueOf(node, "type") : node;
    const name = type?.kind === "array" ? type.elements[0] : type;
    return {
      position: this.#position(name),
      text: name?.kind === "string" ? name.sourceText : undefined,
    };
  }

  /** Returns the position of a name in the condition of the definition or of one of its parts. */
  condition(of: Definition | Part | Feature, name: string): Position {
    const node = of === this.#definition ? this.#expression?.node : this.#nodeOf(of);
    const condition = node?.kind === "object" ? valueOf(node, "if") : undefined;
    return this.#position(condition && stringIn(condition, name));
  }

  #entry(key: string): ReturnType<typeof entryOf> {
    return this.#expression && entryOf(this.#expression.node, key);
  }

  #position(node: SyntaxNode | undefined): Position {
    if (node === undefined || this.#expression === undefined) return this.#definition.position;
    return this.#expression.source.position(node.offset);
  }

  /** The value of the member or branch, or the array element of the enum value or feature, at the part's position. */
  #nodeOf({ position }: { readonly position: Position }): SyntaxNode | undefined {
    if (this.#expression === undefined) return undefined;
    const { source, node } = this.#expression;
    const isAt = ({ offset }: SyntaxNode): boolean => {
      const { line, column } = source.position(offset);
      return line === position.line && column === position.column;
    };
    return findPart(node, isAt);
  }
}

function findPart(node: SyntaxNode, isAt: (name: SyntaxNode) => boolean): SyntaxNode | undefined {
  if (node.kind === "array") {
    for (const element of node.elements) {
      const name = element.kind === "object" ? valueOf(element, "name") : element;
      const found = name && isAt(name) ? element : findPart(element, isAt);
      if (found) return found;
    }
  }
  if (node.kind === "object") {
    for (const { key, value } of node.entries) {
      const found = isAt(key) ? value : findPart(value, isAt);
      if (found) return found;
    }
  }
  return undefined;
}

function stringIn(node: SyntaxNode, text: string): SyntaxNode | undefined {
  if (node.kind === "string") return node.value === text ? node : undefined;
  const children =
    node.kind === "array"
      ? node.elements
      : node.kind === "object"
        ? node.entries.map(({ value }) => value)
        : [];
  for (const child of children) {
    const found = stringIn(child, text);
    if (found) return found;
  }
  return undefined;
}
