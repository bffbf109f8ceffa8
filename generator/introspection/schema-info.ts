import { JsonReader } from "./json-reader.js";

/**
 * An entry of the answer to `query-qmp-schema`. The names of types are masked and valid within one answer only.
 *
 * Specification: docs/devel/qapi-code-gen.rst, "Client JSON Protocol introspection".
 */
export type SchemaInfo = TypeInfo | CommandInfo | EventInfo;
export type TypeInfo = BuiltinInfo | EnumInfo | ArrayInfo | ObjectInfo | AlternateInfo;

interface InfoBase {
  readonly name: string;
  readonly features: readonly string[];
}

interface BuiltinInfo extends InfoBase {
  readonly "meta-type": "builtin";
  readonly "json-type": string;
}

export interface EnumInfo extends InfoBase {
  readonly "meta-type": "enum";
  readonly members: readonly EnumMemberInfo[];
}

interface EnumMemberInfo {
  readonly name: string;
  readonly features: readonly string[];
}

interface ArrayInfo extends InfoBase {
  readonly "meta-type": "array";
  readonly "element-type": string;
}

export interface ObjectInfo extends InfoBase {
  readonly "meta-type": "object";
  readonly members: readonly MemberInfo[];
  /** The discriminator of a union. */
  readonly tag: string | undefined;
  readonly variants: readonly VariantInfo[];
}

export interface MemberInfo {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly features: readonly string[];
}

interface VariantInfo {
  readonly case: string;
  readonly type: string;
}

export interface AlternateInfo extends InfoBase {
  readonly "meta-type": "alternate";
  /** The names of the alternative types. */
  readonly members: readonly string[];
}

export interface CommandInfo extends InfoBase {
  readonly "meta-type": "command";
  readonly "arg-type": string;
  readonly "ret-type": string;
  readonly "allow-oob": boolean;
}

export interface EventInfo extends InfoBase {
  readonly "meta-type": "event";
  readonly "arg-type": string;
}

/** Returns the JSON type of a type's values, which distinguishes the alternatives of an alternate. */
export function jsonTypeOfInfo(info: TypeInfo): string {
  switch (info["meta-type"]) {
    case "builtin":
      return jsonTypes.get(info.name) ?? info.name;
    case "enum":
      return "string";
    case "object":
    case "array":
    case "alternate":
      return info["meta-type"];
  }
}

const jsonTypes: ReadonlyMap<string, string> = new Map([
  ["str", "string"],
  ["int", "number"],
  ["bool", "boolean"],
]);

/**
 * Reads an answer to `query-qmp-schema`.
 * @throws TypeError that names the first invalid place.
 */
export function readSchemaInfo(answer: unknown): SchemaInfo[] {
  return new JsonReader(answer, "answer").map(readEntry);
}

function readEntry(entry: JsonReader): SchemaInfo {
  const base = { name: entry.member("name").string(), features: features(entry) };
  const type = entry.member("meta-type").string();
  switch (type) {
    case "builtin":
      return { ...base, "meta-type": type, "json-type": entry.member("json-type").string() };
    case "enum":
      return { ...base, "meta-type": type, members: enumMembers(entry) };
    case "array":
      return { ...base, "meta-type": type, "element-type": entry.member("element-type").string() };
    case "object":
      return { ...base, "meta-type": type, ...objectParts(entry) };
    case "alternate":
      return { ...base, "meta-type": type, members: entry.member("members").map(typeOf) };
    case "command":
      return { ...base, "meta-type": type, ...commandParts(entry) };
    case "event":
      return { ...base, "meta-type": type, "arg-type": entry.member("arg-type").string() };
    default:
      throw new TypeError(`entry '${base.name}' has unknown meta-type '${type}'`);
  }
}

/** QEMU before 6.2 reports only `values`, the names. */
function enumMembers(entry: JsonReader): EnumMemberInfo[] {
  const members = entry.optional("members");
  if (!members) return entry.member("values").map((value) => ({ name: value.string(), features: [] }));
  return members.map((member) => ({ name: member.member("name").string(), features: features(member) }));
}

function objectParts(entry: JsonReader) {
  return {
    members: entry.member("members").map(readMember),
    tag: entry.optional("tag")?.string(),
    variants:
      entry.optional("variants")?.map((variant) => ({
        case: variant.member("case").string(),
        type: typeOf(variant),
      })) ?? [],
  };
}

function readMember(member: JsonReader): MemberInfo {
  return {
    name: member.member("name").string(),
    type: typeOf(member),
    // The default is always null; its presence makes the member optional.
    optional: member.has("default"),
    features: features(member),
  };
}

function commandParts(entry: JsonReader) {
  return {
    "arg-type": entry.member("arg-type").string(),
    "ret-type": entry.member("ret-type").string(),
    "allow-oob": entry.optional("allow-oob")?.boolean() ?? false,
  };
}

function typeOf(entry: JsonReader): string {
  return entry.member("type").string();
}

function features(entry: JsonReader): string[] {
  return entry.optional("features")?.map((feature) => feature.string()) ?? [];
}
