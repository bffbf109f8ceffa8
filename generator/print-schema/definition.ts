import {
  type Accessor,
  type AlternateType,
  type Branch,
  type Command,
  commandDefaults,
  type Condition,
  type Definition,
  type EnumType,
  type EnumValue,
  type Event,
  eventDefaults,
  type Feature,
  givenProperties,
  keyOf,
  type Member,
  type Members,
  type StructType,
  type TypeReference,
  type UnionType,
} from "../model/index.js";
import type { Entry, Value } from "./layout.js";

/** Returns the expression of a definition, without keys that have their default value. */
export function definitionValue(definition: Definition): Value {
  return {
    entries: [
      [definition.kind === "accessor" ? "command" : definition.kind, definition.name],
      ...kindEntries(definition),
      ...optionalEntries(definition.condition, definition.features),
    ],
  };
}

function kindEntries(definition: Definition): Entry[] {
  switch (definition.kind) {
    case "enum":
      return enumEntries(definition);
    case "struct":
      return structEntries(definition);
    case "union":
      return unionEntries(definition);
    case "alternate":
      return alternateEntries(definition);
    case "command":
      return commandEntries(definition);
    case "event":
      return eventEntries(definition);
    case "accessor":
      return accessorEntries(definition);
  }
}

function enumEntries({ prefix, values }: EnumType): Entry[] {
  return [...when(prefix !== undefined, "prefix", prefix ?? ""), ["data", enumValues(values)]];
}

function structEntries({ base, members }: StructType): Entry[] {
  return [...when(base !== undefined, "base", base ?? ""), ["data", inlineMembers(members)]];
}

function unionEntries({ base, discriminator, branches }: UnionType): Entry[] {
  return [
    ["base", membersValue(base)],
    ["discriminator", discriminator],
    ["data", branchesValue(branches)],
  ];
}

function alternateEntries({ alternatives }: AlternateType): Entry[] {
  return [["data", branchesValue(alternatives)]];
}

function commandEntries(command: Command): Entry[] {
  return [
    ...dataEntries(command.data, command.boxed),
    ...(command.returns ? [["returns", typeValue(command.returns)] as const] : []),
    ...scalarEntries(command, commandDefaults),
  ];
}

function eventEntries(event: Event): Entry[] {
  return [...dataEntries(event.data, event.boxed), ...scalarEntries(event, eventDefaults)];
}

/** The keys with a string, true or false. `boxed` precedes the data. */
function scalarEntries<Properties extends Readonly<Record<string, string | boolean>>>(
  definition: Properties,
  defaults: Properties,
): Entry[] {
  const given = givenProperties(definition, defaults).filter(([property]) => property !== "boxed");
  return given.map(([property, value]) => [keyOf(property), value]);
}

/** A signal accessor is a command that returns an event. */
function accessorEntries({ event, ...accessor }: Accessor): Entry[] {
  return commandEntries({ ...accessor, kind: "command", returns: { kind: "defined", name: event } });
}

function dataEntries(data: Members, boxed: boolean): Entry[] {
  const none = data.kind === "inline" && data.members.length === 0;
  return [...when(boxed, "boxed", true), ...when(!none, "data", membersValue(data))];
}

function when(condition: boolean, key: string, value: Value): Entry[] {
  return condition ? [[key, value]] : [];
}

/** Specification: docs/devel/qapi-code-gen.rst, "Type references and array types". */
function typeValue(type: TypeReference): Value {
  if (type.kind !== "array") return type.name;
  if (type.element.kind === "array") throw new Error("QAPI does not support arrays of arrays");
  return { list: [type.element.name] };
}

function membersValue(members: Members): Value {
  return members.kind === "named" ? members.type : inlineMembers(members.members);
}

function inlineMembers(members: readonly Member[]): Value {
  return { entries: members.map((member): Entry => [memberKey(member), memberValue(member)]) };
}

function memberKey({ name, optional }: Member): string {
  return optional ? `*${name}` : name;
}

function memberValue({ type, condition, features }: Member): Value {
  return shorthand("type", typeValue(type), optionalEntries(condition, features));
}

function branchesValue(branches: readonly Branch[]): Value {
  const entry = ({ name, type, condition }: Branch): Entry => [
    name,
    shorthand("type", typeValue(type), optionalEntries(condition, [])),
  ];
  return { entries: branches.map(entry) };
}

function enumValues(values: readonly EnumValue[]): Value {
  return {
    list: values.map(({ name, condition, features }) =>
      shorthand("name", name, optionalEntries(condition, features)),
    ),
  };
}

/** The optional keys of definitions, members, values and features. */
function optionalEntries(condition: Condition | undefined, features: readonly Feature[]): Entry[] {
  const entries: Entry[] = [];
  if (condition) entries.push(["if", conditionValue(condition)]);
  if (features.length > 0) entries.push(["features", { list: features.map(featureValue) }]);
  return entries;
}

function featureValue({ name, condition }: Feature): Value {
  return shorthand("name", name, optionalEntries(condition, []));
}

/** QAPI abbreviates an object with a single key to the value of that key. */
function shorthand(key: string, value: Value, more: readonly Entry[]): Value {
  return more.length === 0 ? value : { entries: [[key, value], ...more] };
}

function conditionValue(condition: Condition): Value {
  switch (condition.kind) {
    case "defined":
      return condition.name;
    case "not":
      return { entries: [["not", conditionValue(condition.condition)]] };
    case "all":
    case "any":
      return { entries: [[condition.kind, { list: condition.conditions.map(conditionValue) }]] };
  }
}
