import type { SourceFile } from "./source.js";

/** A node of the syntax tree of one top-level expression, with its offset in the file's text. */
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
  /** The text in the file if desugaring changed it; empty if desugaring added this node. */
  readonly sourceText?: string;
}

interface BooleanNode {
  readonly kind: "boolean";
  readonly offset: number;
  readonly value: boolean;
}

/** One line of a documentation comment, without its `#` and the space after it. */
export interface CommentLine {
  readonly text: string;
  /** The offset of `text`. */
  readonly offset: number;
}

/** A comment between two `##` lines. */
export interface DocComment {
  readonly offset: number;
  readonly lines: readonly CommentLine[];
}

/** A top-level item of a schema file. */
export type TopLevel = SchemaItem | { readonly kind: "draft-function"; readonly node: ArrayNode };

/** A top-level item after desugaring, which replaces the functions of the signal draft. */
export type SchemaItem =
  | {
      readonly kind: "expression";
      readonly node: ObjectNode;
      /** True if only a former language has this syntax. Default: false. */
      readonly isFormer?: boolean;
    }
  | { readonly kind: "comment"; readonly comment: DocComment };

/** A top-level expression with its file and the documentation comment before it. */
export interface Expression {
  readonly source: SourceFile;
  readonly node: ObjectNode;
  readonly comment: DocComment | undefined;
  /** The definition that desugaring generated this one for. Undefined for a definition of the file. */
  readonly origin?: ObjectNode | undefined;
  /** True if only a former language has this syntax. Default: false. */
  readonly isFormer?: boolean;
}

/** Returns the value of a key, or undefined if the object does not have the key. */
export function valueOf(node: ObjectNode, key: string): SyntaxNode | undefined {
  return entryOf(node, key)?.value;
}

/** Returns the entry of a key, or undefined if the object does not have the key. */
export function entryOf(node: ObjectNode, key: string): ObjectEntry | undefined {
  if (node.entries.length <= fewEntries) return node.entries.find((entry) => entry.key.value === key);
  const index = indexes.get(node) ?? new Map(node.entries.map((entry) => [entry.key.value, entry]));
  indexes.set(node, index);
  return index.get(key);
}

/** Objects with more entries, such as the members of a large type, are searched through an index. */
const fewEntries = 16;
const indexes = new WeakMap<ObjectNode, ReadonlyMap<string, ObjectEntry>>();

/** The keys of which a definition has exactly one. Its value is the definition's name. */
export const definitionKinds = ["enum", "struct", "union", "alternate", "command", "event"] as const;

export type DefinitionKind = (typeof definitionKinds)[number];

/** Returns the kind of a definition, or undefined if the object has none or several of the defining keys. */
export function definitionKindOf(node: ObjectNode): DefinitionKind | undefined {
  const kinds = definitionKinds.filter((kind) => entryOf(node, kind));
  return kinds.length === 1 ? kinds[0] : undefined;
}

export type KeyValue = readonly [key: string, value: SyntaxNode];

/** Builds the expression of a definition. Its keys have the offsets of their values in the text. */
export function definitionNode(
  kind: DefinitionKind,
  name: StringNode,
  offset: number,
  properties: readonly KeyValue[],
): ObjectNode {
  const entry = ([key, value]: KeyValue): ObjectEntry => ({
    key: { kind: "string", offset: value.offset, value: key, sourceText: "" },
    value,
  });
  return { kind: "object", offset, entries: [entry([kind, name]), ...properties.map(entry)] };
}

/** A node, and the offset after it. */
export interface Parsed<T> {
  readonly node: T;
  readonly end: number;
}
