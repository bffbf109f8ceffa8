import type { Condition } from "../model/conditions.js";
import type { Branch, EnumValue, Feature, Member, Members, TypeReference } from "../model/model.js";
import type { Entry, Value } from "./layout.js";

/** Syntax: docs/devel/qapi-code-gen.rst, "Type references and array types". */
export function typeValue(type: TypeReference): Value {
  if (type.kind !== "array") return type.name;
  if (type.element.kind === "array") throw new Error("QAPI has no arrays of arrays");
  return { list: [type.element.name] };
}

export function membersValue(members: Members): Value {
  return members.kind === "named" ? members.type : inlineMembers(members.members);
}

export function inlineMembers(members: readonly Member[]): Value {
  return { entries: members.map((member): Entry => [memberKey(member), memberValue(member)]) };
}

function memberKey({ name, optional }: Member): string {
  return optional ? `*${name}` : name;
}

function memberValue({ type, condition, features }: Member): Value {
  return shorthand("type", typeValue(type), extras(condition, features));
}

export function branchesValue(branches: readonly Branch[]): Value {
  const entry = ({ name, type, condition }: Branch): Entry => [
    name,
    shorthand("type", typeValue(type), extras(condition, [])),
  ];
  return { entries: branches.map(entry) };
}

export function enumValues(values: readonly EnumValue[]): Value {
  return {
    list: values.map(({ name, condition, features }) => shorthand("name", name, extras(condition, features))),
  };
}

/** What may end any definition, member, value or feature. */
export function extras(condition: Condition | undefined, features: readonly Feature[]): Entry[] {
  const entries: Entry[] = [];
  if (condition) entries.push(["if", conditionValue(condition)]);
  if (features.length > 0) entries.push(["features", { list: features.map(featureValue) }]);
  return entries;
}

function featureValue({ name, condition }: Feature): Value {
  return shorthand("name", name, extras(condition, []));
}

/** The language lets an object that would have one key stand as the value alone. */
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
