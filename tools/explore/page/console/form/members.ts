import type { MemberInfo, ObjectInfo } from "qapi-ts-generator/introspection";
import type { MachineSchema } from "../../../../schema/machine-schema.js";
import { memberOf, type JsonObject } from "./path.js";

/** The members that an object can have. */
interface ObjectMembers {
  /** The common members, and those of the branches that the given discriminators select. */
  readonly members: readonly MemberInfo[];
  /** The discriminators, of the union and of its branches. */
  readonly tags: ReadonlySet<string>;
  /** False if a discriminator is missing or invalid, so that the members of its branch are not known. */
  readonly isComplete: boolean;
}

/** Returns the members of an object with a value. */
export function membersFor(schema: MachineSchema, type: ObjectInfo, value: JsonObject): ObjectMembers {
  const { members, tag, variants } = type;
  const discriminator = members.find(({ name }) => name === tag);
  if (discriminator === undefined) return { members, tags: new Set(), isComplete: true };
  const tags = new Set([discriminator.name]);
  const selected = memberOf(value, discriminator.name);
  if (selected === undefined) return { members, tags, isComplete: discriminator.optional };
  const variant = variants.find((each) => each.case === selected);
  if (variant === undefined) return { members, tags, isComplete: isCase(schema, discriminator, selected) };
  const branch = membersFor(schema, schema.objectType(variant.type), value);
  return {
    members: [...new Map([...members, ...branch.members].map((member) => [member.name, member])).values()],
    tags: new Set([...tags, ...branch.tags]),
    isComplete: branch.isComplete,
  };
}

/** A value of the discriminator may have no branch. */
function isCase(schema: MachineSchema, { type }: MemberInfo, selected: unknown): boolean {
  const info = schema.type(type);
  return info["meta-type"] === "enum" && info.members.some(({ name }) => name === selected);
}
