import type { TypeInfo } from "qapi-ts-generator/introspection";
import { firstSentence } from "../../documentation/documentation.js";
import type { MachineSchema } from "../../schema/machine-schema.js";
import type { Places, PlacedMember } from "./place.js";
import { typeText } from "./type-text.js";

/** The notations in which a member can be given. */
export type MemberForm = "value" | "object" | "list" | "object-list";

/** A member that can be given, in one notation. */
export interface OfferedMember {
  readonly member: PlacedMember;
  readonly form: MemberForm;
  readonly type: string;
  readonly summary: string | undefined;
}

/** Returns the members that begin with a text, once for each notation, the mandatory ones first. */
export function offerMembers(
  { schema }: Places,
  members: readonly PlacedMember[],
  prefix: string,
): OfferedMember[] {
  return members
    .filter(({ info }) => info.name.startsWith(prefix))
    .sort((a, b) => Number(a.info.optional) - Number(b.info.optional))
    .flatMap((member) =>
      formsOf(schema, schema.type(member.info.type)).map((form) => ({
        member,
        form,
        type: typeText(schema, member) + (member.info.optional ? "" : ", required"),
        summary: firstSentence(member.entry?.text),
      })),
    );
}

function formsOf(schema: MachineSchema, type: TypeInfo): MemberForm[] {
  switch (type["meta-type"]) {
    case "builtin":
    case "enum":
      return ["value"];
    case "object":
      return ["object"];
    case "array":
      return [canBeObject(schema, schema.type(type["element-type"])) ? "object-list" : "list"];
    case "alternate":
      // Versions of QEMU list the alternatives in different orders. "object" comes before "value".
      return [...new Set(type.members.flatMap((name) => formsOf(schema, schema.type(name))))].sort();
  }
}

/** Does not enter lists: those in an alternate can contain the alternate itself. */
function canBeObject(schema: MachineSchema, type: TypeInfo): boolean {
  const types = type["meta-type"] === "alternate" ? type.members.map((name) => schema.type(name)) : [type];
  return types.some((each) => each["meta-type"] === "object");
}
