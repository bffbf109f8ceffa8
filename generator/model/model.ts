import type { Condition } from "./condition.js";
import type { Documentation, FreeFormDocumentation } from "./documentation.js";
import type { Position } from "./position.js";

/**
 * The one intermediate representation: what a schema says, whatever dialect it was written in. It is
 * deeply frozen, refers to types by name, and holds no TypeScript text.
 */
export interface Model {
  /** In the order in which the schema first reaches them; the entry file is the first. */
  readonly modules: readonly Module[];
  /** Every definition in schema order: an included file's stand where it is included. */
  readonly definitions: readonly Definition[];
  /** The definitions by name; types, commands and events share one name space. */
  readonly byName: ReadonlyMap<string, Definition>;
}

/** One schema file. */
export interface Module {
  /** The file's path from the entry's folder, with `/`, without `.json`: `block-core`, `sub/part`. */
  readonly name: string;
  readonly file: string;
  /** Names of the modules that it includes, in order. */
  readonly includes: readonly string[];
  /** Its own definitions, in order. */
  readonly definitions: readonly Definition[];
  readonly freeForm: readonly FreeFormDocumentation[];
}

export type Definition = TypeDefinition | Command | Event | Accessor;
export type TypeDefinition = EnumType | StructType | UnionType | AlternateType;

/** What every definition has. */
interface DefinitionBase {
  readonly name: string;
  /** The name of the module that holds it. */
  readonly module: string;
  readonly position: Position;
  readonly documentation: Documentation | undefined;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

export interface EnumType extends DefinitionBase {
  readonly kind: "enum";
  readonly values: readonly EnumValue[];
  /** The prefix of the C constants; of no meaning on the wire. */
  readonly prefix: string | undefined;
}

export interface EnumValue {
  readonly name: string;
  readonly position: Position;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

export interface StructType extends DefinitionBase {
  readonly kind: "struct";
  /** The struct whose members come first. */
  readonly base: string | undefined;
  /** Its own members, without its base's. */
  readonly members: readonly Member[];
}

export interface UnionType extends DefinitionBase {
  readonly kind: "union";
  /** The common members: inline, or those of a struct. */
  readonly base: Members;
  /** The name of the common member, an enumeration, whose value selects the branch. */
  readonly discriminator: string;
  /** The branches that the schema lists; the other values of the discriminator have an empty one. */
  readonly branches: readonly Branch[];
}

/** A branch of a union (its name is the discriminator's value) or of an alternate. */
export interface Branch {
  readonly name: string;
  readonly type: TypeReference;
  readonly position: Position;
  readonly condition: Condition | undefined;
}

export interface AlternateType extends DefinitionBase {
  readonly kind: "alternate";
  readonly alternatives: readonly Branch[];
}

export interface Command extends DefinitionBase {
  readonly kind: "command";
  readonly data: Members;
  /** Nothing returned means an empty object on the wire. */
  readonly returns: TypeReference | undefined;
  readonly boxed: boolean;
  /** False: the peer answers with an error or not at all. */
  readonly successResponse: boolean;
  /** False: the arguments are open, the schema does not say them all. */
  readonly gen: boolean;
  readonly allowOob: boolean;
  readonly allowPreconfig: boolean;
  readonly coroutine: boolean;
}

export interface Event extends DefinitionBase {
  readonly kind: "event";
  readonly data: Members;
  readonly boxed: boolean;
}

/**
 * A signal accessor: what one connects to an event through. On the wire it is two commands, see `accessorCommands`.
 */
export interface Accessor extends DefinitionBase {
  readonly kind: "accessor";
  readonly data: Members;
  readonly boxed: boolean;
  /** The event that it brings. */
  readonly event: string;
  readonly allowPreconfig: boolean;
}

/** Arguments, event data or common members: written in place, or those of a named struct or union. */
export type Members =
  | { readonly kind: "inline"; readonly members: readonly Member[] }
  | { readonly kind: "named"; readonly type: string };

export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TypeReference;
  readonly position: Position;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

export interface Feature {
  readonly name: string;
  readonly position: Position;
  readonly condition: Condition | undefined;
}

/** A use of a type. Definitions are found in `Model.byName`. */
export type TypeReference =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "array"; readonly element: TypeReference };

export type BuiltinName = (typeof builtinNames)[number];

/** The predefined types of the language. `QType` is an enumeration that the language itself defines. */
export const builtinNames = [
  "str",
  "number",
  "int",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "size",
  "bool",
  "null",
  "any",
  "QType",
] as const;

const builtinSet: ReadonlySet<string> = new Set(builtinNames);

export function isBuiltinName(name: string): name is BuiltinName {
  return builtinSet.has(name);
}
