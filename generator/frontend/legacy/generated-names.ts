import { definitionKinds, valueOf, type Expression } from "../syntax.js";

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
