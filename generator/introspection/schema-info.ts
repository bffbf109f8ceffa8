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

export interface EnumMemberInfo {
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
