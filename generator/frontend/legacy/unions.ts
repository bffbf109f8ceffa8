import {
  definitionNode,
  type KeyValue,
  type ObjectEntry,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
  valueOf,
} from "../syntax.js";
import { camelCase, type GeneratedNames } from "./types.js";
import { nameOfType } from "./places.js";

/** The definitions of a schema by name, to which unions refer. */
type DefinitionsByName = ReadonlyMap<string, ObjectNode>;

/** Converts the unions of former languages, and remembers the types that it generates for them. */
export class UnionConverter {
  readonly #definitions: DefinitionsByName;
  readonly #names: GeneratedNames;
  /** The name of the struct that wraps a type, by the text of the type. */
  readonly #wrappers = new Map<string, string>();

  constructor(definitions: DefinitionsByName, names: GeneratedNames) {
    this.#definitions = definitions;
    this.#names = names;
  }

  /** @returns The generated types, and the union in the current notation. Any other definition is returned unchanged. */
  convert(node: ObjectNode, { isBefore24, isBefore26 }: UnionEra): readonly ObjectNode[] {
    const name = valueOf(node, "union");
    const branches = valueOf(node, "data");
    if (name?.kind !== "string" || branches?.kind !== "object") return [node];
    const discriminator = valueOf(node, "discriminator");
    if (discriminator?.kind === "object" && discriminator.entries.length === 0) {
      return [alternate(node, name, branches)];
    }
    const base = valueOf(node, "base");
    if (discriminator === undefined && (base === undefined || (isBefore26 && base.kind === "string"))) {
      return this.#simple({ node, name, branches, base });
    }
    return isBefore24 && discriminator?.kind === "string" && base?.kind === "string"
      ? this.#withoutEnum({ node, name, branches, base }, discriminator)
      : [node];
  }

  /** A simple union is, on the wire, `{ 'type': BRANCH, 'data': VALUE }`. */
  #simple({ node, name, branches, base }: FormerUnion): readonly ObjectNode[] {
    const kind = this.#kindEnum(node, name, branches);
    const discriminator: StringNode = { kind: "string", offset: name.offset, value: "type", sourceText: "" };
    const wrappers: ObjectNode[] = [];
    const entries = branches.entries.map(({ key, value }): ObjectEntry => ({
      key,
      value: withType(value, (type) => this.#wrapper(type, key, wrappers)),
    }));
    const common = [...this.#membersOf(base), { key: discriminator, value: kind.name }];
    const union = definitionNode("union", name, node.offset, [
      ["base", { kind: "object", offset: name.offset, entries: common }],
      ["discriminator", discriminator],
      ["data", { ...branches, entries }],
      ...conditionAndFeatures(node),
    ]);
    return [kind.definition, ...wrappers, union];
  }

  /** Before QEMU 2.4, a discriminator could be a string: the branches' names are its values. */
  #withoutEnum(union: FormerUnion, discriminator: StringNode): readonly ObjectNode[] {
    const { node, name, branches, base } = union;
    const members = this.#membersOf(base);
    const member = members.find(({ key }) => key.value === discriminator.value);
    if (nameOfType(member?.value) !== "str") return [node];
    const kind = this.#kindEnum(node, name, branches);
    const entries = members.map((each) => (each === member ? { ...each, value: kind.name } : each));
    const converted = definitionNode("union", name, node.offset, [
      ["base", { kind: "object", offset: base?.offset ?? name.offset, entries }],
      ["discriminator", discriminator],
      ["data", branches],
      ...conditionAndFeatures(node),
    ]);
    return [kind.definition, converted];
  }

  /** Defines the enum of the names of the branches. */
  #kindEnum(
    union: ObjectNode,
    { value, offset }: StringNode,
    branches: ObjectNode,
  ): { readonly name: StringNode; readonly definition: ObjectNode } {
    const name: StringNode = {
      kind: "string",
      offset,
      value: this.#names.allocate(`${value}Kind`),
      sourceText: "",
    };
    const elements = branches.entries.map(({ key, value: branch }): SyntaxNode => {
      const condition = branch.kind === "object" ? valueOf(branch, "if") : undefined;
      return condition === undefined
        ? key
        : namedObject(
            [
              ["name", key],
              ["if", condition],
            ],
            key.offset,
          );
    });
    const data: SyntaxNode = { kind: "array", offset, elements };
    const condition = valueOf(union, "if");
    const definition = definitionNode("enum", name, union.offset, [
      ["data", data],
      ...(condition === undefined ? [] : [["if", condition] as const]),
    ]);
    return { name, definition };
  }

  /** Returns the struct that holds the value of a branch, which branches with the same type share. */
  #wrapper(type: SyntaxNode, branch: StringNode, wrappers: ObjectNode[]): SyntaxNode {
    const typeName = nameOfType(type);
    if (typeName === undefined) return type;
    const key = type.kind === "array" ? `[${typeName}]` : typeName;
    const { offset } = branch;
    let name = this.#wrappers.get(key);
    if (name === undefined) {
      name = this.#names.allocate(`${camelCase(typeName)}${type.kind === "array" ? "List" : ""}Wrapper`);
      this.#wrappers.set(key, name);
      wrappers.push(
        this.#wrapperNode({ kind: "string", offset, value: name, sourceText: "" }, type, typeName),
      );
    }
    return { kind: "string", offset: type.offset, value: name, sourceText: typeName };
  }

  #wrapperNode(name: StringNode, type: SyntaxNode, typeName: string): ObjectNode {
    const member: ObjectEntry = {
      key: { kind: "string", offset: type.offset, value: "data", sourceText: "" },
      value: type,
    };
    // The wrapper has the condition of the type.
    const condition = valueOf(this.#definitions.get(typeName) ?? emptyNode, "if");
    return definitionNode("struct", name, name.offset, [
      ["data", { kind: "object", offset: name.offset, entries: [member] }],
      ...(condition === undefined ? [] : [["if", condition] as const]),
    ]);
  }

  /** Returns the members of a struct and its bases, the innermost base first. */
  #membersOf(base: SyntaxNode | undefined): readonly ObjectEntry[] {
    const seen = new Set<string>();
    const members: ObjectEntry[] = [];
    for (let at = base; at?.kind === "string" && !seen.has(at.value);) {
      seen.add(at.value);
      const struct = this.#definitions.get(at.value) ?? emptyNode;
      const data = valueOf(struct, "data");
      if (data?.kind === "object") members.unshift(...data.entries);
      at = valueOf(struct, "base");
    }
    return members;
  }
}

/** Which notations of a union the schema may use. */
interface UnionEra {
  /** Discriminators may be strings instead of enums. */
  readonly isBefore24: boolean;
  /** Unions without a discriminator may have a base. */
  readonly isBefore26: boolean;
}

interface FormerUnion {
  readonly node: ObjectNode;
  readonly name: StringNode;
  readonly branches: ObjectNode;
  readonly base: SyntaxNode | undefined;
}

const emptyNode: ObjectNode = { kind: "object", offset: 0, entries: [] };

/** An anonymous union is, on the wire, the value of one of its branches. */
function alternate(node: ObjectNode, name: StringNode, branches: ObjectNode): ObjectNode {
  return definitionNode("alternate", name, node.offset, [["data", branches], ...conditionAndFeatures(node)]);
}

function conditionAndFeatures(node: ObjectNode): readonly KeyValue[] {
  return ["if", "features"].flatMap((key) => {
    const value = valueOf(node, key);
    return value === undefined ? [] : [[key, value] as const];
  });
}

/** Converts the type of a branch, also if it is the value of the key `type`. */
function withType(branch: SyntaxNode, convert: (type: SyntaxNode) => SyntaxNode): SyntaxNode {
  if (branch.kind !== "object") return convert(branch);
  const entries = branch.entries.map((entry) =>
    entry.key.value === "type" ? { ...entry, value: convert(entry.value) } : entry,
  );
  return { ...branch, entries };
}

function namedObject(properties: readonly KeyValue[], offset: number): ObjectNode {
  const entries = properties.map(([key, value]): ObjectEntry => ({
    key: { kind: "string", offset, value: key, sourceText: "" },
    value,
  }));
  return { kind: "object", offset, entries };
}
