import { isIntegerName, type TypeReference } from "../model/index.js";

/** A type as introspection sees it: named, an array of such, or the members that a message writes itself. */
export type SeenType =
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "array"; readonly element: SeenType }
  /** The data of the command or event of that name. */
  | { readonly kind: "data"; readonly of: string }
  | { readonly kind: "empty" };

export function seenType(type: TypeReference): SeenType {
  switch (type.kind) {
    case "array":
      return { kind: "array", element: seenType(type.element) };
    case "builtin":
      // QType is an enumeration like others, which the language happens to define.
      if (type.name === "QType") return { kind: "defined", name: type.name };
      // Integers differ only in how they map to C, so introspection shows one.
      return { kind: "builtin", name: isIntegerName(type.name) ? "int" : type.name };
    case "defined":
      return type;
  }
}

/**
 * Gives types the names under which a server shows them, and remembers which are used, in order: names are not
 * part of the interface, so they are masked by numbers, except those of built-in types.
 */
export class UsedTypes {
  readonly #used = new Map<string, SeenType>();
  readonly #masked = new Map<string, string>();
  readonly #unmask: boolean;

  constructor(unmask: boolean) {
    this.#unmask = unmask;
  }

  /** In the order of first use; grows while it is gone through. */
  [Symbol.iterator](): Iterator<SeenType> {
    return this.#used.values();
  }

  /** Uses the type and gives its name. An array is used before its element. */
  use(type: SeenType): string {
    const key = plainName(type);
    if (!this.#used.has(key)) this.#used.set(key, type);
    if (type.kind === "builtin") return type.name;
    if (type.kind === "array") return `[${this.use(type.element)}]`;
    return this.#unmask ? key : this.#mask(key);
  }

  #mask(name: string): string {
    const known = this.#masked.get(name);
    if (known !== undefined) return known;
    const number = String(this.#masked.size);
    this.#masked.set(name, number);
    return number;
  }
}

/** The name that a type has without masking; those of types without a name of their own are as QEMU has them. */
function plainName(type: SeenType): string {
  switch (type.kind) {
    case "builtin":
    case "defined":
      return type.name;
    case "array":
      return `[${plainName(type.element)}]`;
    case "data":
      return `q_obj_${type.of}-arg`;
    case "empty":
      return "q_empty";
  }
}
