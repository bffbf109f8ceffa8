import type { Effect, HostResource, HostResourceKind } from "qapi-ts/codegen";
import type { DeviceFile } from "../../devices/facts.js";
import { escapeControls } from "../../diagnostics/escape.js";
import type { commandDefaults, DocumentationSection, eventDefaults } from "../../model/index.js";

/** The version of the format. It changes only if a reader of the former version would read a document wrongly. */
export const formatVersion = 1;

/** A model as JSON. docs/model.md describes its meaning, schemas/model.json its form. An absent member has its default. */
export interface ModelDocument {
  readonly formatVersion: typeof formatVersion;
  readonly server?: ServerEntry;
  readonly modules: readonly ModuleEntry[];
  readonly definitions: readonly DefinitionEntry[];
  readonly accessors?: readonly AnnotatedAccessorEntry[];
  readonly readPatterns?: readonly string[];
  readonly devices?: DeviceFile;
}

/** The server that has the interface. */
export interface ServerEntry {
  readonly name: string;
  readonly version: string;
}

export interface ModuleEntry {
  readonly name: string;
  /** Relative to the folder of the first module, with `/`. */
  readonly file: string;
  readonly includes?: readonly string[];
  readonly documentation?: readonly TextEntry[];
}

/** A line and a column of the file of the definition's module. Both count from 1. */
export type PositionEntry = readonly [line: number, column: number];

/** The name of a type; a list with the type of its items. */
export type TypeEntry = string | readonly [TypeEntry];

export type ConditionEntry =
  | string
  | { readonly all: readonly ConditionEntry[] }
  | { readonly any: readonly ConditionEntry[] }
  | { readonly not: ConditionEntry };

interface Placed {
  readonly position?: PositionEntry;
}

export interface TextEntry extends Placed {
  /** The lines, joined by line feeds. Default: no line. */
  readonly text?: string;
}

interface ItemEntry extends TextEntry {
  readonly name: string;
}

interface SectionEntry extends TextEntry {
  readonly tag: DocumentationSection["tag"];
}

export interface DocumentationEntry extends Placed {
  /** Default: the name of the definition. */
  readonly symbol?: string;
  readonly body?: readonly TextEntry[];
  readonly members?: readonly ItemEntry[];
  readonly features?: readonly ItemEntry[];
  readonly sections?: readonly SectionEntry[];
}

export interface FeatureEntry extends Placed {
  readonly name: string;
  readonly condition?: ConditionEntry;
}

export interface ValueEntry extends FeatureEntry {
  readonly features?: readonly FeatureEntry[];
}

export interface BranchEntry extends FeatureEntry {
  readonly type: TypeEntry;
}

export interface MemberEntry extends ValueEntry {
  readonly type: TypeEntry;
  readonly optional?: true;
  readonly base64?: true;
  readonly host?: readonly HostResourceKind[];
}

/** The name of a struct or union whose members these are, or the members. */
export type MembersEntry = string | readonly MemberEntry[];

interface DefinitionEntryBase extends ValueEntry {
  readonly module: string;
  readonly documentation?: DocumentationEntry;
}

interface EnumEntry extends DefinitionEntryBase {
  readonly kind: "enum";
  readonly values: readonly ValueEntry[];
  readonly prefix?: string;
}

interface StructEntry extends DefinitionEntryBase {
  readonly kind: "struct";
  readonly base?: string;
  readonly members: readonly MemberEntry[];
}

interface UnionEntry extends DefinitionEntryBase {
  readonly kind: "union";
  readonly base: MembersEntry;
  readonly discriminator: string;
  readonly branches: readonly BranchEntry[];
}

interface AlternateEntry extends DefinitionEntryBase {
  readonly kind: "alternate";
  readonly alternatives: readonly BranchEntry[];
}

/** Only the flags that do not have their default are written. */
type FlagsEntry<Defaults> = Readonly<Partial<Defaults>>;

interface CallableEntry extends DefinitionEntryBase, FlagsEntry<typeof commandDefaults> {
  readonly arguments: MembersEntry;
}

export interface CommandEntry extends CallableEntry {
  readonly kind: "command";
  readonly returns?: TypeEntry;
  readonly effect?: Effect;
  readonly hostArguments?: readonly HostResource[];
  /** Arguments that the schema does not list, because they are open. */
  readonly openArguments?: readonly OpenArgumentEntry[];
  /** In milliseconds. Null: no timeout. */
  readonly timeout?: number | null;
  readonly completion?: Readonly<Record<string, unknown>>;
}

interface OpenArgumentEntry {
  readonly name: string;
  readonly host: readonly HostResourceKind[];
}

export interface AccessorEntry extends CallableEntry {
  readonly kind: "accessor";
  readonly event: string;
}

interface EventEntry extends DefinitionEntryBase, FlagsEntry<typeof eventDefaults> {
  readonly kind: "event";
  readonly data: MembersEntry;
}

export type DefinitionEntry =
  EnumEntry | StructEntry | UnionEntry | AlternateEntry | CommandEntry | AccessorEntry | EventEntry;

/** An accessor that the client implements by filtering an event. */
export interface AnnotatedAccessorEntry {
  readonly name: string;
  readonly event: string;
  readonly arguments: readonly AnnotatedArgumentEntry[];
}

interface AnnotatedArgumentEntry {
  readonly name: string;
  readonly optional?: true;
  readonly member: string;
  readonly type: TypeEntry;
}

/**
 * Prints JSON with the items of its outer lists and objects on their own lines, so that a change to one item is a change
 * to one line. An integer that only a bigint holds is printed exactly. Characters that are invisible are escaped.
 * @param depth - the number of levels that are divided into lines.
 */
export function jsonText(value: unknown, depth: number): string {
  return escapeControls(`${text(value, depth)}\n`);
}

function text(value: unknown, depth: number): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => text(item, depth - 1))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${text(item, depth - 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const isDivided = depth > 0 && items.length > 0;
  return isDivided ? `${open}\n${items.join(",\n")}\n${close}` : `${open}${items.join(",")}${close}`;
}

/** Prints a document with one definition per line. Equal models have equal texts. */
export function modelText(document: ModelDocument): string {
  return jsonText(document, 2);
}
