import {
  jsonTypeOfInfo,
  type AlternateInfo,
  type MemberInfo,
  type ObjectInfo,
} from "qapi-ts-generator/introspection";
import type { MachineSchema } from "../schema/machine-schema.js";
import { closestOf, listNames, suggest } from "../output/suggest.js";
import { memberPath, mismatch } from "./mismatch.js";
import { OptionText } from "./option-text.js";
import { parseJsonText, readBuiltin, readEnum, shown } from "./read-scalar.js";

/**
 * Returns a value of a type: checks JSON values, and types the texts of options. A text may be the JSON of a list or an object.
 * @throws UsageError that names the member and the fix.
 */
function readValue(schema: MachineSchema, typeName: string, value: unknown, path: string): unknown {
  const type = schema.type(typeName);
  switch (type["meta-type"]) {
    case "builtin":
      return readBuiltin(type["json-type"], value, path);
    case "enum":
      return readEnum(
        type.members.map(({ name }) => name),
        value,
        path,
      );
    case "array":
      return readList(schema, type["element-type"], value, path);
    case "object":
      return readObject(schema, type, value, path);
    case "alternate":
      return readAlternate(schema, type, value, path);
  }
}

function readList(schema: MachineSchema, element: string, value: unknown, path: string): unknown[] {
  const items = itemsOf(value);
  if (items === undefined) {
    throw mismatch(path, `needs a list: repeat --${path}, or give a JSON list.`);
  }
  return items.map((item, index) => readValue(schema, element, item, memberPath(path, index)));
}

/** A list in JSON, the values of a repeated option, `--list.0 A --list.1 B`, or the only value. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  const parsed =
    value instanceof OptionText && value.text.trimStart().startsWith("[") ? parseJsonText(value.text) : value;
  if (Array.isArray(parsed)) return parsed as unknown[];
  if (parsed instanceof OptionText) return [parsed];
  // The branches of options have no prototype. An object in JSON is not a list.
  if (!isTree(parsed) || Object.getPrototypeOf(parsed) !== null) return undefined;
  const keys = Object.keys(parsed);
  const isNumbered = keys.every((_, index) => Object.hasOwn(parsed, index));
  return isNumbered ? keys.map((_, index) => parsed[index]) : undefined;
}

/**
 * Returns an object of a type.
 * @param extra - the members that the type does not list, by name, with the function that reads them.
 */
export function readObject(
  schema: MachineSchema,
  type: ObjectInfo,
  given: unknown,
  path: string,
  extra?: ReadonlyMap<string, (value: unknown, path: string) => unknown>,
): Record<string, unknown> {
  const value = given instanceof OptionText ? parseJsonText(given.text) : given;
  if (!isTree(value)) {
    throw mismatch(path, `needs an object, not ${shown(given)}: write --${path}.NAME VALUE, or JSON.`);
  }
  const members = membersFor(schema, type, value, path);
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const at = memberPath(path, name);
    const known = members.get(name);
    const read = extra?.get(name);
    if (known !== undefined) setMember(result, name, readValue(schema, known.type, member, at));
    else if (read !== undefined) setMember(result, name, read(member, at));
    else throw unknownMember(name, path, [...members.keys(), ...(extra?.keys() ?? [])]);
  }
  const missing = [...members.values()].find(
    ({ name, optional }) => !optional && !Object.hasOwn(result, name),
  );
  if (missing !== undefined) throw mismatch(path, missingMessage(missing.name, path));
  return result;
}

/** `__proto__` is an ordinary member. */
function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The members of an object, and those of the branch that the discriminator selects. */
function membersFor(
  schema: MachineSchema,
  { members, tag, variants }: ObjectInfo,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Map<string, MemberInfo> {
  const all = new Map(members.map((member) => [member.name, member]));
  const discriminator = tag === undefined ? undefined : all.get(tag);
  if (discriminator === undefined) return all;
  if (!Object.hasOwn(value, discriminator.name)) {
    if (discriminator.optional) return all;
    throw missingDiscriminator(discriminator.name, [...all.keys()], Object.keys(value), path);
  }
  const selected = readValue(
    schema,
    discriminator.type,
    value[discriminator.name],
    memberPath(path, discriminator.name),
  );
  const variant = variants.find((each) => each.case === selected);
  if (variant === undefined) return all;
  const branch = membersFor(schema, schema.objectType(variant.type), value, path);
  return new Map([...all, ...branch]);
}

/** Without its discriminator, the members of a union's branches are unknown; but it may be misspelt. */
function missingDiscriminator(
  name: string,
  common: readonly string[],
  given: readonly string[],
  path: string,
): Error {
  const misspelt = given.find((each) => !common.includes(each) && closestOf(each, common) === name);
  return misspelt === undefined
    ? mismatch(path, missingMessage(name, path))
    : unknownMember(misspelt, path, common);
}

/** Returns an error about a member that an object does not have. */
export function unknownMember(name: string, path: string, valid: readonly string[]): Error {
  const at = path === "" ? `there is no argument "${name}"` : `"${path}" has no member "${name}"`;
  const list = valid.length === 0 ? "It takes none." : `Valid: ${listNames([...valid].sort())}.`;
  return mismatch("", `${at}${suggest(name, valid)}. ${list}`);
}

function missingMessage(name: string, path: string): string {
  return path === ""
    ? `the argument "${name}" is missing: add --${name}.`
    : `lacks "${name}": add --${memberPath(path, name)}.`;
}

/** Selects the alternative by the JSON type of the value. A text has the first type that it can be a value of. */
function readAlternate(schema: MachineSchema, type: AlternateInfo, value: unknown, path: string): unknown {
  const name = alternativeFor(schema, type, value);
  if (name !== undefined) return readValue(schema, name, value, path);
  throw mismatch(path, alternateProblem(schema, type, value));
}

/** Returns the alternative whose JSON type a value has; undefined if there is none. */
export function alternativeFor(
  schema: MachineSchema,
  { members }: AlternateInfo,
  value: unknown,
): string | undefined {
  const byType = new Map(members.map((name) => [jsonTypeOfInfo(schema.type(name)), name]));
  const selected = jsonTypesOf(value).find((type) => byType.has(type));
  return selected === undefined ? undefined : byType.get(selected);
}

/** Describes a value that no alternative has. */
export function alternateProblem(schema: MachineSchema, { members }: AlternateInfo, value: unknown): string {
  const types = members.map((name) => jsonTypeOfInfo(schema.type(name)));
  return `cannot be ${shown(value)}. It may be a value of: ${types.join(", ")}.`;
}

/** The JSON types that a value has, the most specific first. */
function jsonTypesOf(value: unknown): readonly string[] {
  if (value instanceof OptionText) {
    if (!value.hasValue) return ["boolean"];
    const parsed = parseJsonText(value.text);
    const isSwitch = value.text === "on" || value.text === "off";
    return [
      ...(parsed === undefined ? [] : jsonTypesOf(parsed)),
      ...(isSwitch ? ["string", "boolean"] : ["string"]),
    ];
  }
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "bigint" || typeof value === "number") return ["number", "int"];
  return [typeof value];
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof OptionText)
  );
}
