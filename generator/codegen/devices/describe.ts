import type { DeviceEntry, PropertyEntry } from "../../devices/facts.js";
import type { Comment, CommentPart } from "../tsdoc/comment.js";
import { codeSpan } from "../tsdoc/inline.js";
import { isPciAddress } from "./property-type.js";

/** Describes a device: its category and bus, and the targets that have it. */
export function describeDevice(entry: DeviceEntry): Comment {
  const { description, targets } = entry;
  return [
    ...(description === undefined ? [] : [plainText(description)]),
    ...kindOf(entry),
    ...describeTargets(targets),
  ];
}

function kindOf({ bus, category }: DeviceEntry): readonly string[] {
  const kind = category === undefined || category === "Uncategorized" ? "Device" : `${category} device`;
  if (bus !== undefined) return [`${kind} on a bus of type ${codeSpan(bus)}.`];
  return kind === "Device" ? [] : [`${kind}.`];
}

/** Describes a property: its type in QEMU and its default. */
export function describeProperty(name: string, entry: PropertyEntry): Comment {
  const { type, link, description, targets } = entry;
  const what = link === undefined ? codeSpan(type) : `The ID of ${article(link)} ${codeSpan(link)}`;
  const initial = isPciAddress(name, entry) ? undefined : defaultText(entry);
  return [
    ...(description === undefined ? [] : [plainText(description)]),
    `${what}${initial === undefined ? "" : `; default: ${initial}`}.`,
    ...describeTargets(targets),
  ];
}

/** The default of text that is no text means that there is none. */
function defaultText({ type, default: initial }: PropertyEntry): string | undefined {
  if (initial === undefined) return undefined;
  if (typeof initial === "string") return codeSpan(initial === "" ? '""' : initial);
  if (type === "str" || type === "string") return undefined;
  return codeSpan(JSON.stringify(initial));
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? "an" : "a";
}

/** Longer lists are those of most targets, which tell a reader nothing. */
const maxTargets = 6;

function describeTargets(targets: readonly string[] | undefined): readonly string[] {
  if (targets === undefined || targets.length > maxTargets) return [];
  return [`Only in the emulators of ${targets.map(codeSpan).join(", ")}.`];
}

function plainText(description: string): CommentPart {
  return { kind: "text", text: { lines: [description], links: [] } };
}
