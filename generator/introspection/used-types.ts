import { isIntegerName, type TypeReference } from "../model/index.js";

/** A type in introspection. Unlike in the schema, the members of a command or an event form a type as well. */
export type IntrospectedType =
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "array"; readonly element: IntrospectedType }
  /** The inline members of a command or an event. */
  | { readonly kind: "data"; readonly of: string }
  | { readonly kind: "empty" };

export function introspectedType(type: TypeReference): IntrospectedType {
  switch (type.kind) {
    case "array":
      return { kind: "array", element: introspectedType(type.element) };
    case "builtin":
      // QType is a predefined enum.
      if (type.name === "QType") return { kind: "defined", name: type.name };
      // Integer types differ only in their C types, so introspection reports one.
      return { kind: "builtin", name: isIntegerName(type.name) ? "int" : type.name };
    case "defined":
      return type;
  }
}

/**
 * Assigns the reported names to types and records the used types in order. Names of types other than built-in ones
 * are not part of the interface, so servers mask them with numbers.
 */
export class UsedTypes {
  readonly #used = new Map<string, IntrospectedType>();
  readonly #masked = new Map<string, string>();
  readonly #unmask: boolean;

  constructor(unmask: boolean) {
    this.#unmask = unmask;
  }

  /** Iterates in the order of first use, including types that are added during the iteration. */
  [Symbol.iterator](): Iterator<IntrospectedType> {
    return this.#used.values();
  }

  /** Marks the type as used and returns its name. An array precedes its element type. */
  use(type: IntrospectedType): string {
    const key = unmaskedName(type);
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

/** Returns the unmasked name. Implicit types have the names that QEMU gives them. */
function unmaskedName(type: IntrospectedType): string {
  switch (type.kind) {
    case "builtin":
    case "defined":
      return type.name;
    case "array":
      return `[${unmaskedName(type.element)}]`;
    case "data":
      return `q_obj_${type.of}-arg`;
    case "empty":
      return "q_empty";
  }
}
