import type { IntegerName } from "../model/index.js";

/**
 * The commands, events and types that two servers are compared by. It comes from a schema or from an answer to
 * `query-qmp-schema`. Type ids are meaningful only within one interface; unknown facts are undefined.
 */
export interface Interface {
  readonly commands: ReadonlyMap<string, CommandShape>;
  readonly events: ReadonlyMap<string, EventShape>;
  /** @throws UserError if the type does not exist: an answer may refer to a type that it does not contain. */
  readonly shape: ShapeLookup;
  /** The names under which TypeScript code imports types; undefined if type names are masked. */
  readonly identifiers: ReadonlySet<string> | undefined;
}

/** Finds a type by its id. */
export type ShapeLookup = (id: string) => Shape;

export interface CommandShape {
  readonly features: readonly string[];
  readonly arguments: Type;
  readonly returns: Type;
  readonly oob: boolean;
  /** Properties that a schema declares and introspection does not report. */
  readonly schemaOnly: SchemaOnlyProperties | undefined;
}

export interface SchemaOnlyProperties {
  /** Whether undeclared arguments are accepted. */
  readonly open: boolean;
  /** Whether the server replies on success. */
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

/** `integer` has an unknown range: introspection reports every integer type as `int`. */
export type Builtin = "str" | "bool" | "null" | "any" | "number" | "integer" | IntegerName;

export type Shape = EnumShape | ObjectShape | AlternateShape;

interface ShapeBase {
  readonly id: string;
  /** The name in the schema; undefined if names are masked or the type is implicit. */
  readonly name: string | undefined;
  /** The name under which TypeScript code imports the type. */
  readonly identifier: string | undefined;
  readonly features: readonly string[];
}

export interface EnumShape extends ShapeBase {
  readonly kind: "enum";
  readonly values: readonly ValueShape[];
}

interface ValueShape {
  readonly name: string;
  readonly features: readonly string[];
}

export interface ObjectShape extends ShapeBase {
  readonly kind: "object";
  /** The common members, without those of the branches. */
  readonly members: readonly MemberShape[];
  /** The member whose value selects the branch. */
  readonly tag: string | undefined;
  /** The object type that each value of the tag adds. */
  readonly branches: ReadonlyMap<string, Type>;
}

export interface MemberShape {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Type;
  readonly features: readonly string[];
  /** The type that declares the member: its object, or a base of it. */
  readonly owner: MemberOwner;
}

export interface MemberOwner {
  readonly id: string;
  readonly name: string | undefined;
}

export interface AlternateShape extends ShapeBase {
  readonly kind: "alternate";
  readonly alternatives: readonly Type[];
}
