import type { ObjectEntry, ObjectNode, SyntaxNode } from "../syntax.js";

type Convert = (node: SyntaxNode) => SyntaxNode;

/** Converts the value of each given key that an object has. */
export function withValues(node: ObjectNode, converters: Readonly<Record<string, Convert>>): ObjectNode {
  return mapEntries(node, (entry) => {
    const convert = Object.hasOwn(converters, entry.key.value) ? converters[entry.key.value] : undefined;
    return convert === undefined ? entry : { ...entry, value: convert(entry.value) };
  });
}

/** Converts the entries of an object. Returns the same object if none changes. */
export function mapEntries(node: ObjectNode, convert: (entry: ObjectEntry) => ObjectEntry): ObjectNode {
  const entries = node.entries.map(convert);
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
}

/** Converts every condition in a definition: its own, and those of its members, branches, values and features. */
export function mapConditions(definition: ObjectNode, convert: Convert): ObjectNode {
  const part: Convert = (node) =>
    node.kind === "object" ? withValues(node, { if: convert, features: eachElement(part) }) : node;
  const parts: Convert = (node) => eachElement(part)(eachMember(part)(node));
  return withValues(definition, { if: convert, features: eachElement(part), data: parts, base: parts });
}

/** Converts every reference to a type in a definition. */
export function mapTypes(definition: ObjectNode, convert: Convert): ObjectNode {
  const part: Convert = (node) =>
    node.kind === "object" ? withValues(node, { type: convert }) : convert(node);
  const parts: Convert = (node) => (node.kind === "object" ? eachMember(part)(node) : node);
  return withValues(definition, { data: parts, base: parts, returns: convert });
}

function eachElement(convert: Convert): Convert {
  return (node) => (node.kind === "array" ? { ...node, elements: node.elements.map(convert) } : node);
}

function eachMember(convert: Convert): Convert {
  return (node) =>
    node.kind === "object" ? mapEntries(node, (entry) => ({ ...entry, value: convert(entry.value) })) : node;
}

/** Returns the name in a type reference, without the brackets of an array. Undefined for any other node. */
export function nameOfType(node: SyntaxNode | undefined): string | undefined {
  if (node?.kind === "array" && node.elements.length === 1) return nameOfType(node.elements[0]);
  return node?.kind === "string" ? node.value : undefined;
}
