import type { SyntaxNode } from "../syntax.js";

/** The tree as plain data for ajv. Objects have no prototype, so that no name in a schema means anything. */
export function plain(node: SyntaxNode): unknown {
  switch (node.kind) {
    case "string":
    case "boolean":
      return node.value;
    case "array":
      return node.elements.map(plain);
    case "object":
      return plainObject(node.entries.map(({ key, value }) => [key.value, plain(value)]));
  }
}

function plainObject(entries: readonly (readonly [string, unknown])[]): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) object[key] = value;
  return object;
}

/** The node that a JSON Pointer into the plain data names. */
export function nodeAt(root: SyntaxNode, pointer: string): SyntaxNode {
  let node = root;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    node = childOf(node, key) ?? node;
  }
  return node;
}

function childOf(node: SyntaxNode, key: string): SyntaxNode | undefined {
  if (node.kind === "array") return node.elements[Number(key)];
  if (node.kind === "object") return node.entries.find((entry) => entry.key.value === key)?.value;
  return undefined;
}
