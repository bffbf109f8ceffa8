import { isBuiltinName } from "../../model/index.js";
import {
  definitionKinds,
  definitionNode,
  entryOf,
  type Expression,
  type ObjectEntry,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
  valueOf,
} from "../syntax.js";
import { anyType } from "./former-language.js";
import { mapTypes, withValues } from "./places.js";

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

/** Allocates names for the types that former languages left without one. */
export class GeneratedNames {
  readonly #taken: Set<string>;
  /** The last number that was tried after each name. */
  readonly #numbers = new Map<string, number>();

  constructor(definitions: readonly Expression[]) {
    this.#taken = new Set(definitions.flatMap(({ node }) => definedName(node) ?? []));
  }

  /** Returns the name, or the name with a number if the schema has it already. */
  allocate(name: string): string {
    let number = this.#numbers.get(name) ?? 1;
    let free = number === 1 ? name : `${name}${++number}`;
    while (this.#taken.has(free)) free = `${name}${++number}`;
    this.#numbers.set(name, number);
    this.#taken.add(free);
    return free;
  }
}

/** Returns the name that an expression defines, also in the notation of former languages. */
export function definedName(node: Expression["node"]): string | undefined {
  for (const kind of [...definitionKinds, "type"]) {
    const name = valueOf(node, kind);
    if (name?.kind === "string") return name.value;
  }
  return undefined;
}

/** Converts a name to the part of a type's name: `class_info` to `ClassInfo`. */
export function camelCase(name: string): string {
  return name
    .replace(/^\*/, "")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** Types without a definition that the generated code of QEMU before version 2.4 passed through. */
const looseTypes: ReadonlySet<string> = new Set(["visitor", "dict"]);

/**
 * Replaces types without a definition by `any`: `**`, and, in the notation before QEMU 2.4, `visitor`, `dict` and any
 * name in a command for which no code is generated.
 */
export function replaceLooseTypes(
  definition: ObjectNode,
  isDefined: (name: string) => boolean,
  isBefore24: boolean,
): ObjectNode {
  const isUngenerated = isBefore24 && hasNoCode(definition);
  const isLoose = (name: string): boolean => {
    if (name === anyType) return true;
    if (!isBefore24 || isDefined(name) || isBuiltinName(name)) return false;
    return isUngenerated || looseTypes.has(name);
  };
  const convert = (node: SyntaxNode): SyntaxNode => {
    if (node.kind === "array") return { ...node, elements: node.elements.map(convert) };
    return node.kind === "string" && isLoose(node.value)
      ? { ...node, value: "any", sourceText: node.value }
      : node;
  };
  return mapTypes(withoutRest(definition), convert);
}

function hasNoCode(definition: ObjectNode): boolean {
  const gen = entryOf(definition, "gen")?.value;
  return gen?.kind === "boolean" && !gen.value;
}

/**
 * Removes `'*props': '**'` and `'data': '**'` from a command without code: they stand for any further arguments, which are
 * open already.
 */
function withoutRest(definition: ObjectNode): ObjectNode {
  if (!hasNoCode(definition)) return definition;
  const isAny = (value: SyntaxNode): boolean => value.kind === "string" && value.value === anyType;
  const entries = definition.entries.filter(({ key, value }) => key.value !== "data" || !isAny(value));
  return withValues(
    { ...definition, entries },
    {
      data: (data) =>
        data.kind === "object"
          ? {
              ...data,
              entries: data.entries.filter(({ key, value }) => !key.value.startsWith("*") || !isAny(value)),
            }
          : data,
    },
  );
}
