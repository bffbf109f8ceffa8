import type { TypeInfo } from "qapi-ts-generator/introspection";
import { firstSentence } from "../../documentation/documentation.js";
import type { MachineSchema } from "../../schema/machine-schema.js";
import type { PlacedMember } from "./place.js";

/** The most values of an enumeration that a type shows. */
const maxValues = 5;

/** Returns the type of a member: by its name if the documentation has it, because a machine does not report names. */
export function typeText(schema: MachineSchema, { info, entry }: PlacedMember): string {
  return entry?.type ?? describeType(schema, schema.type(info.type));
}

/**
 * Describes a type without its name.
 * @param outer - the types that the type is in: an alternate can contain lists of itself.
 */
export function describeType(
  schema: MachineSchema,
  type: TypeInfo,
  outer: ReadonlySet<TypeInfo> = new Set(),
): string {
  if (outer.has(type)) return "...";
  const describe = (name: string): string =>
    describeType(schema, schema.type(name), new Set([...outer, type]));
  switch (type["meta-type"]) {
    case "builtin":
      return type["json-type"];
    case "enum": {
      const names = type.members.slice(0, maxValues).map(({ name }) => name);
      return names.join("|") + (type.members.length > maxValues ? "|..." : "");
    }
    case "array":
      return `[${describe(type["element-type"])}]`;
    case "object":
      return "object";
    case "alternate":
      return type.members.map(describe).join(" or ");
  }
}

/** Returns one line about a member: its path, type and summary. */
export function memberHint(schema: MachineSchema, member: PlacedMember): string {
  const { path, info, entry } = member;
  const need = info.optional ? "optional" : "required";
  const summary = firstSentence(entry?.text);
  return `${path}: ${typeText(schema, member)}, ${need}.${summary === undefined ? "" : ` ${summary}`}`;
}
