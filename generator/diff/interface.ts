import type { IntegerName } from "../model/index.js";

/**
 * What two servers can be compared by: commands, events and the types that they reach, whether a schema said it or
 * a server's answer did. Types stand under an id that means nothing outside; what is not known has no value.
 */
export interface Interface {
  readonly commands: ReadonlyMap<string, CommandShape>;
  readonly events: ReadonlyMap<string, EventShape>;
  /** @throws UserError where there is none: an answer may name a type that it does not hold. */
  readonly shape: (id: string) => Shape;
  /** The names under which TypeScript callers import types; undefined where names are masked. */
  readonly identifiers: ReadonlySet<string> | undefined;
}

export interface CommandShape {
  readonly features: readonly string[];
  readonly arguments: Type;
  readonly returns: Type;
  readonly oob: boolean;
  /** What only a schema says. */
  readonly schemaOnly: SchemaOnly | undefined;
}

export interface SchemaOnly {
  /** Whether arguments are taken that are not declared. */
  readonly open: boolean;
  /** Whether success is answered. */
  readonly replies: boolean;
  readonly preconfig: boolean;
}

export interface EventShape {
  readonly features: readonly string[];
  readonly data: Type;
}

export type Type =
  | { readonly kind: "builtin"; readonly name: Builtin }
  | { readonly kind: "array"; readonly element: Type }
  | { readonly kind: "shape"; readonly id: string };

/** `integer` is one of unknown range: an answer does not tell. */
export type Builtin = "str" | "bool" | "null" | "any" | "number" | "integer" | IntegerName;

export type Shape = EnumShape | ObjectShape | AlternateShape;

interface ShapeBase {
  readonly id: string;
  /** As the schema calls it; undefined where names are masked, and where it has none. */
  readonly name: string | undefined;
  /** As TypeScript callers import it. */
  readonly identifier: string | undefined;
  readonly features: readonly string[];
}

export interface EnumShape extends ShapeBase {
  readonly kind: "enum";
  readonly values: readonly ValueShape[];
}

export interface ValueShape {
  readonly name: string;
  readonly features: readonly string[];
}

export interface ObjectShape extends ShapeBase {
  readonly kind: "object";
  /** Those that are there whatever the tag says. */
  readonly members: readonly MemberShape[];
  /** The member whose value selects the branch. */
  readonly tag: string | undefined;
  /** The object that each of the tag's values adds. */
  readonly branches: ReadonlyMap<string, Type>;
}

export interface MemberShape {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Type;
  readonly features: readonly string[];
  /** The type that declares it: its object, or a base of that. */
  readonly owner: Owner;
}

export interface Owner {
  readonly id: string;
  readonly name: string | undefined;
}

export interface AlternateShape extends ShapeBase {
  readonly kind: "alternate";
  readonly alternatives: readonly Type[];
}
