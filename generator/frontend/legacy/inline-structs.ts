import { definitionNode } from "../definition-node.js";
import type { ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";
import { camelCase, definedName, type GeneratedNames } from "./generated-names.js";
import { withValues } from "./places.js";

/**
 * Defines a struct for each object of members that stands for a type, as QEMU permitted before version 2.4.
 * @returns The structs, innermost first, and the definition that refers to them.
 */
export function nameInlineStructs(definition: ObjectNode, names: GeneratedNames): readonly ObjectNode[] {
  const namer = new InlineStructNamer(names);
  const owner = camelCase(definedName(definition) ?? "");
  const node = withValues(definition, {
    data: (data) => (data.kind === "object" ? namer.members(data, owner) : data),
    returns: (type) => namer.type(type, `${owner}Result`, type.offset),
  });
  return [...namer.structs, node];
}

class InlineStructNamer {
  readonly #names: GeneratedNames;
  readonly structs: ObjectNode[] = [];

  constructor(names: GeneratedNames) {
    this.#names = names;
  }

  /** Names the structs within an object of members. */
  members(node: ObjectNode, owner: string): ObjectNode {
    const entries = node.entries.map(({ key, value }): ObjectEntry => ({
      key,
      value: this.type(value, owner + camelCase(key.value), key.offset),
    }));
    return { ...node, entries };
  }

  /** Names the struct that a type is, or that is the element of an array. */
  type(node: SyntaxNode, name: string, offset: number): SyntaxNode {
    if (node.kind === "array") {
      return { ...node, elements: node.elements.map((element) => this.type(element, name, offset)) };
    }
    return node.kind === "object" ? this.#struct(node, name, offset) : node;
  }

  #struct(node: ObjectNode, preferred: string, offset: number): StringNode {
    const name: StringNode = {
      kind: "string",
      offset,
      value: this.#names.allocate(preferred),
      sourceText: "",
    };
    const data = { ...this.members(node, name.value), offset };
    this.structs.push(definitionNode("struct", name, node.offset, [["data", data]]));
    return name;
  }
}
