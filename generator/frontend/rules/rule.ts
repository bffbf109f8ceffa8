import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { FindClosest } from "../../diagnostics/suggest.js";
import type { Definition, Feature, Model, Part, Position } from "../../model/index.js";
import type { Pragmas } from "../pragmas.js";
import { entryOf, type Expression, type SyntaxNode, valueOf } from "../syntax.js";

/** A violation of a rule, at the name, key or value that violates it. */
export interface Violation {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly position: Position;
  readonly help?: string;
}

/** The input of a rule, apart from the definition that it checks. */
export interface RuleContext {
  readonly model: Model;
  /** The model with the definitions of all builds, if `model` is that of one build. */
  readonly whole: Model | undefined;
  readonly pragmas: Pragmas;
  /** Locates the keys, types and conditions of the definition. Its named parts have their own positions. */
  readonly source: DefinitionSource;
  /** Finds the name that a misspelt one probably means. */
  readonly findClosest: FindClosest;
}

/** Checks one definition. */
export type Rule = (definition: Definition, context: RuleContext) => Iterable<Violation>;

/** Finds the positions of the parts of one definition. Without a source, every position is that of the definition. */
export class DefinitionSource {
  readonly #definition: Definition;
  readonly #expression: Expression | undefined;
  #parts: ReadonlyMap<string, SyntaxNode> | undefined;

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
    return this.#position(condition && stringsIn(condition).get(name));
  }

  #entry(key: string): ReturnType<typeof entryOf> {
    return this.#expression && entryOf(this.#expression.node, key);
  }

  #position(node: SyntaxNode | undefined): Position {
    if (node === undefined || this.#expression === undefined) return this.#definition.position;
    return this.#expression.source.position(node.offset);
  }

  /** The value of the member or branch, or the array element of the enum value or feature, at the part's position. */
  #nodeOf({ position: { line, column } }: { readonly position: Position }): SyntaxNode | undefined {
    if (this.#expression === undefined) return undefined;
    this.#parts ??= indexParts(this.#expression);
    return this.#parts.get(`${line}:${column}`);
  }
}

/** Indexes the parts of an expression by the positions of their names. */
function indexParts({ source, node }: Expression): ReadonlyMap<string, SyntaxNode> {
  const parts = new Map<string, SyntaxNode>();
  const add = (name: SyntaxNode | undefined, part: SyntaxNode): void => {
    if (name === undefined) return;
    const { line, column } = source.position(name.offset);
    const key = `${line}:${column}`;
    if (!parts.has(key)) parts.set(key, part);
  };
  const visit = (at: SyntaxNode): void => {
    if (at.kind === "array") {
      for (const element of at.elements) {
        add(element.kind === "object" ? valueOf(element, "name") : element, element);
        visit(element);
      }
    } else if (at.kind === "object") {
      for (const { key, value } of at.entries) {
        add(key, value);
        visit(value);
      }
    }
  };
  visit(node);
  return parts;
}

const conditionStrings = new WeakMap<SyntaxNode, ReadonlyMap<string, SyntaxNode>>();

/** Returns the first occurrence of each string in a condition. */
function stringsIn(condition: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const known = conditionStrings.get(condition);
  if (known !== undefined) return known;
  const strings = new Map<string, SyntaxNode>();
  const visit = (node: SyntaxNode): void => {
    if (node.kind === "string" && !strings.has(node.value)) strings.set(node.value, node);
    else if (node.kind === "array") node.elements.forEach(visit);
    else if (node.kind === "object") for (const { value } of node.entries) visit(value);
  };
  visit(condition);
  conditionStrings.set(condition, strings);
  return strings;
}
