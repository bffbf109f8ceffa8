import type { ModelDocument } from "qapi-ts-generator";

/*
 * The data of the explorer's page. Each file is a script that calls `explorerData(NAME, VALUE)`, because a page that is opened
 * from a disk cannot read JSON. NAME is the path below `data/` without `.js`.
 */

/** A shipped model: a protocol in a version. The file `models` lists them, the default first. */
export interface ModelInfo {
  /** Such as `qmp-11.1`: the folder of its data. */
  readonly name: string;
  /** Such as `QEMU 11.1`. */
  readonly label: string;
  readonly protocol: "qmp" | "qsd" | "qga";
  /** Such as `11.1`. */
  readonly version: string;
  /** Whether it has the file `devices`. */
  readonly hasDevices: boolean;
}

export type Definition = ModelDocument["definitions"][number];
export type DefinitionKind = Definition["kind"];
export type DefinitionOf<Kind extends DefinitionKind> = Extract<Definition, { readonly kind: Kind }>;
export type Members = DefinitionOf<"event">["data"];
export type Member = Exclude<Members, string>[number];
export type EnumValue = DefinitionOf<"enum">["values"][number];
export type Branch = DefinitionOf<"union">["branches"][number];
export type TypeName = Branch["type"];
export type Documentation = NonNullable<Definition["documentation"]>;
export type DeviceFile = NonNullable<ModelDocument["devices"]>;
export type Accessor = NonNullable<ModelDocument["accessors"]>[number];

/** The file `MODEL/index`: what the first view needs. */
export interface ModelIndex {
  /** The names of the modules that have definitions, in the order of the schema. */
  readonly modules: readonly string[];
  readonly definitions: readonly IndexRow[];
}

/** A definition in the index. */
export type IndexRow = readonly [
  name: string,
  kind: DefinitionKind,
  /** An index of `modules`. */
  module: number,
  /** The first sentence of its documentation, or an empty string. */
  summary: string,
  /** Its effect and those of its features that are shown in lists, separated by spaces. Absent: none. */
  marks?: string,
];

/** The file `MODEL/modules/FILE` of a module; `moduleFile` returns FILE. */
export interface ModuleData {
  readonly definitions: readonly Definition[];
  /** By the name of the definition. */
  readonly links: Readonly<Record<string, DefinitionLinks>>;
}

/** The uses of a definition in others, and the versions that have it. */
export interface DefinitionLinks {
  readonly usedBy?: readonly Use[];
  /** The versions of the protocol's models that have it, the oldest first. */
  readonly versions: readonly string[];
  /** The last version of QEMU that has the command or event. Absent: the newest has it, or it is not known. */
  readonly last?: string;
  /** What differs between versions, by member. */
  readonly members?: Readonly<Record<string, MemberVersions>>;
  /** The accessor that connects to the event for one object. */
  readonly accessor?: Accessor;
}

export interface MemberVersions {
  /** The first shipped version with it, if older ones have the definition without it. */
  readonly addedIn?: string;
  /** The first shipped version that has the definition without it. */
  readonly goneIn?: string;
}

export type UseRole =
  | "arguments"
  | "argument"
  | "returns"
  | "data"
  | "member"
  | "branch"
  | "alternative"
  | "base"
  | "completion"
  | "text";

/** A definition that refers to another one, by which part. */
export type Use = readonly [definition: string, role: UseRole, part?: string];

/** The file `MODEL/search`: what the search finds beside the index. */
export interface SearchData {
  /** For each definition of the index, the text after its summary. */
  readonly texts: readonly string[];
  readonly parts: readonly PartRow[];
  readonly devices: readonly DeviceRow[];
  readonly properties: readonly PropertyRow[];
}

/** A member, value, branch or alternative of a definition. */
export type PartRow = readonly [definition: number, name: string, summary: string];
export type DeviceRow = readonly [name: string, category: string, bus: string, alias?: string];
/** A property with the number of devices that have it. */
export type PropertyRow = readonly [name: string, type: string, devices: number];

/** Returns the name of a module's file: `../extensions` becomes `extensions`. */
export function moduleFile(module: string): string {
  return module.replace(/[^\w-]+/g, "_").replace(/^_+/, "");
}
