import type { BuiltinName } from "./builtin-types.js";
import type { Condition } from "./conditions.js";

/** A position in a source file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Position {
  /** The file's path relative to the working directory, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The position of what has no source, such as an imported definition. */
export const noPosition: Position = { file: "", line: 0, column: 0 };

/**
 * A block of documentation: its lines without the leading `# ` and without their common indentation. The text is
 * reStructuredText with QEMU's `@name` references, unchanged.
 */
export interface DocumentationText {
  readonly lines: readonly string[];
  readonly position: Position;
}

/** The description of one member, argument, branch, enum value or feature. */
export interface DocumentationItem extends DocumentationText {
  readonly name: string;
}

/** The tags that begin a section, including those that only older QEMU versions accept. */
export type SectionTag = "Returns" | "Errors" | "Since" | "TODO" | "Note" | "Notes" | "Example" | "Examples";

export interface DocumentationSection extends DocumentationText {
  readonly tag: SectionTag;
}

/** The documentation comment of one definition. */
export interface Documentation {
  readonly symbol: string;
  readonly position: Position;
  /** Text about the definition as a whole: before the members, between sections and after them. */
  readonly body: readonly DocumentationText[];
  readonly members: readonly DocumentationItem[];
  readonly features: readonly DocumentationItem[];
  readonly sections: readonly DocumentationSection[];
}

/** A documentation comment that belongs to no definition, such as a heading or an introduction. */
export interface FreeFormDocumentation extends DocumentationText {
  readonly kind: "free-form";
}

/**
 * The intermediate representation of a schema, independent of the notation of its source. It is deeply frozen, refers
 * to types by name, and contains no TypeScript text.
 */
export interface Model {
  /** In the order in which the schema first includes them; the entry file comes first. */
  readonly modules: readonly Module[];
  /** Every definition in schema order: those of an included file are at the place of its first include. */
  readonly definitions: readonly Definition[];
  /** The definitions by name. Types, commands and events share one namespace. */
  readonly byName: ReadonlyMap<string, Definition>;
}

/** One schema file. */
export interface Module {
  /** The path from the entry's folder, with `/` and without `.json`: `block-core`, `sub/part`. */
  readonly name: string;
  readonly file: string;
  /** The names of the modules that it includes, in order. */
  readonly includes: readonly string[];
  /** Its own definitions, in order. */
  readonly definitions: readonly Definition[];
  readonly freeForm: readonly FreeFormDocumentation[];
}

export type Definition = TypeDefinition | Command | Event | Accessor;
export type TypeDefinition = EnumType | StructType | UnionType | AlternateType;

/** The properties of every definition. */
interface DefinitionBase {
  readonly name: string;
  /** The name of the module that contains it. */
  readonly module: string;
  /** The position of its name. */
  readonly position: Position;
  readonly documentation: Documentation | undefined;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

export interface EnumType extends DefinitionBase {
  readonly kind: "enum";
  readonly values: readonly EnumValue[];
  /** The prefix of the constants in generated C code. It has no effect on the wire. */
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
  /** The struct whose members precede its own. */
  readonly base: string | undefined;
  /** Its own members, without those of its base. */
  readonly members: readonly Member[];
}

export interface UnionType extends DefinitionBase {
  readonly kind: "union";
  /** The members that every branch has: an inline list, or the members of a struct. */
  readonly base: Members;
  /** The name of the common member, of an enum type, whose value selects the branch. */
  readonly discriminator: string;
  /** The branches that the schema lists. Every other value of the discriminator selects an empty branch. */
  readonly branches: readonly Branch[];
}

/** A branch of a union, named after a value of the discriminator, or of an alternate. */
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

/** The properties that a command and a signal accessor, which is a command that returns an event, share. */
interface CommandBase extends DefinitionBase {
  readonly data: Members;
  readonly boxed: boolean;
  /** False if the server replies with an error or not at all. */
  readonly successResponse: boolean;
  /** False if the arguments are open: the schema does not list all of them. */
  readonly gen: boolean;
  readonly allowOob: boolean;
  readonly allowPreconfig: boolean;
  readonly coroutine: boolean;
}

export interface Command extends CommandBase {
  readonly kind: "command";
  /** Undefined if the command returns an empty object. */
  readonly returns: TypeReference | undefined;
}

/** A command that returns an event: a subscription. On the wire it is two commands, see `lowerAccessors`. */
export interface Accessor extends CommandBase {
  readonly kind: "accessor";
  /** The name of the event that it returns. */
  readonly event: string;
}

export interface Event extends DefinitionBase {
  readonly kind: "event";
  readonly data: Members;
  readonly boxed: boolean;
}

/** The properties of a command whose definition has no optional keys. */
export const commandDefaults: Omit<CommandBase, keyof DefinitionBase | "data"> = {
  boxed: false,
  successResponse: true,
  gen: true,
  allowOob: false,
  allowPreconfig: false,
  coroutine: false,
};

/** The properties of an event whose definition has no optional keys. */
export const eventDefaults: Omit<Event, keyof DefinitionBase | "kind" | "data"> = { boxed: false };

/** Returns the key of the schema language for a property: `allow-oob` for `allowOob`. */
export function keyOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the properties of a definition that do not have their default, in the order of the defaults. */
export function givenProperties<Properties extends object>(
  definition: Properties,
  defaults: Properties,
): readonly (readonly [string & keyof Properties, Properties[string & keyof Properties]])[] {
  const names = Object.keys(defaults) as (string & keyof Properties)[];
  return names
    .filter((name) => definition[name] !== defaults[name])
    .map((name) => [name, definition[name]] as const);
}

/** Arguments, event data or common members: an inline list, or the members of a named struct or union. */
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

/** A reference to a type. `Model.byName` holds the definitions. */
export type TypeReference =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "array"; readonly element: TypeReference };
