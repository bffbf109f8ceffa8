import { propertyKind, propertyReader } from "../../../../requests/device-properties.js";
import { kindsOfProperty } from "../../../../shell/live/kinds.js";
import type { OpenArguments } from "./check.js";
import { unlisted, type AddableMember, type Control, type Field } from "./form.js";
import type { Path } from "./path.js";

/** An argument that the schema does not list: a property of a device, which the machine reports. */
export interface OpenMember {
  readonly name: string;
  /** QOM's name of the type. */
  readonly type: string;
  readonly summary: string | undefined;
}

/** Returns how to check the arguments. */
export function openArguments(members: readonly OpenMember[]): OpenArguments {
  return new Map(members.map(({ name, type }) => [name, propertyReader(name, type)]));
}

/** Returns a member that can be added to a form. */
export function openMember({ name, type, summary }: OpenMember): AddableMember {
  const initial = initialValues[controlOf(name, type)];
  return { value: name, summary, type, features: [], initial };
}

/** Returns the field of a member that the schema does not list. @param member - undefined if the machine does not list it either. */
export function openField(name: string, value: unknown, parent: Path, member: OpenMember | undefined): Field {
  const kind = member === undefined ? "any" : controlOf(name, member.type);
  return {
    ...unlisted,
    path: [...parent, name],
    label: name,
    type: member?.type ?? "unknown",
    summary: member?.summary,
    value,
    live: member === undefined ? [] : kindsOfProperty(name, member.type),
    control: member !== undefined && fits(kind, value) ? { kind } : { kind: "unexpected" },
  };
}

type OpenControl = Extract<Control["kind"], "boolean" | "integer" | "string">;

function controlOf(name: string, type: string): OpenControl {
  const kind = propertyKind(name, type);
  return kind === "int" ? "integer" : kind === "boolean" ? "boolean" : "string";
}

const initialValues: Readonly<Record<OpenControl, unknown>> = { boolean: false, integer: 0, string: "" };

function fits(kind: Control["kind"], value: unknown): boolean {
  const type = typeof value;
  if (kind === "boolean") return type === "boolean";
  return type === "string" || (kind === "integer" && (type === "number" || type === "bigint"));
}
