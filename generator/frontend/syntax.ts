import type { SourceFile } from "./source.js";

/** The tree of one top-level expression, each node with its offset in the file's text. */
export type SyntaxNode = ObjectNode | ArrayNode | StringNode | BooleanNode;

export interface ObjectNode {
  readonly kind: "object";
  readonly offset: number;
  readonly entries: readonly ObjectEntry[];
}

export interface ObjectEntry {
  readonly key: StringNode;
  readonly value: SyntaxNode;
}

export interface ArrayNode {
  readonly kind: "array";
  readonly offset: number;
  readonly elements: readonly SyntaxNode[];
}

export interface StringNode {
  readonly kind: "string";
  readonly offset: number;
  readonly value: string;
  /** How the file has it, where that is another notation's word for the same; empty where that has none. */
  readonly written?: string;
}

export interface BooleanNode {
  readonly kind: "boolean";
  readonly offset: number;
  readonly value: boolean;
}

/** One line of a documentation comment, without its `#` and the space after it. */
export interface CommentLine {
  readonly text: string;
  /** Where `text` begins. */
  readonly offset: number;
}

/** A comment between two `##` lines. */
export interface DocComment {
  readonly offset: number;
  readonly lines: readonly CommentLine[];
}

/** What a schema file consists of, in order. */
export type TopLevel =
  | { readonly kind: "expression"; readonly node: ObjectNode }
  /** Of the signal draft. */
  | { readonly kind: "function"; readonly node: ArrayNode }
  | { readonly kind: "comment"; readonly comment: DocComment };

/** A top-level expression that has been given its file and the documentation before it. */
export interface Expression {
  readonly source: SourceFile;
  readonly node: ObjectNode;
  readonly comment: DocComment | undefined;
}

/** The value under a key, where the object has it. */
export function valueOf(node: ObjectNode, key: string): SyntaxNode | undefined {
  return node.entries.find((entry) => entry.key.value === key)?.value;
}
