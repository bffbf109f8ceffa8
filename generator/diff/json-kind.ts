import { isInteger } from "./builtins.js";
import type { Builtin, Shape, Type } from "./interface.js";

/** How a type's values look in JSON, as far as the alternatives of an alternate are told apart by it. */
export function jsonKind(type: Type, find: (id: string) => Shape): string {
  switch (type.kind) {
    case "array":
      return "array";
    case "builtin":
      return builtinKind(type.name);
    case "shape": {
      const { kind } = find(type.id);
      return kind === "enum" ? "string" : kind;
    }
  }
}

function builtinKind(name: Builtin): string {
  if (isInteger(name)) return "number";
  return name === "str" ? "string" : name;
}

/** A type for people: its name, or what it is where names are masked. */
export function typeWords(type: Type, find: (id: string) => Shape): string {
  switch (type.kind) {
    case "array":
      return `[${typeWords(type.element, find)}]`;
    case "builtin":
      return type.name === "integer" ? "int" : type.name;
    case "shape": {
      const { kind, name } = find(type.id);
      return name === undefined ? kind : `${kind} ${name}`;
    }
  }
}
