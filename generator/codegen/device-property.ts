import type { DeviceEntry, DeviceFacts, PropertyEntry } from "../devices/facts.js";
import type { FileBuilder } from "./file-builder.js";
import { stringLiteral, unionOf } from "./literal.js";
import type { Comment, CommentPart } from "./tsdoc/comment.js";
import { codeSpan } from "./tsdoc/inline.js";

/** What determines the type of a property. */
export interface PropertyContext {
  readonly file: FileBuilder;
  readonly enums: DeviceFacts["enums"];
}

/** Returns the TypeScript type of the values of a property, in the form that JSON arguments take. */
export function propertyType({ file, enums }: PropertyContext, name: string, entry: PropertyEntry): string {
  const { type } = entry;
  if (isPciAddress(name, entry)) return "string";
  return plainType(file, type) ?? schemaType(file, type) ?? enumType(enums, type) ?? "string";
}

/**
 * The address of a PCI device is text such as `06.0`. QEMU 7.2 reports it as an integer, and a number is taken
 * as hexadecimal digits.
 */
function isPciAddress(name: string, { type }: Pick<PropertyEntry, "type">): boolean {
  return name === "addr" && type === "int32";
}

function plainType(file: FileBuilder, type: string): string | undefined {
  switch (type) {
    case "bool":
      return "boolean";
    case "str":
    case "string":
      return "string";
    case "int":
    case "int64":
      return file.runtime("Int64");
    case "uint64":
    case "size":
      return file.runtime("Uint64");
    case "list":
      return "unknown[]";
    // The ID of a function of s390x's PCI.
    case "zpci_fid":
      return "number";
    default:
      return /^u?int\d+$/.test(type) ? "number" : undefined;
  }
}

/** QEMU names the type of a property after the schema's: `OnOffAuto`, `VirtIOGPUOutputList`. */
function schemaType(file: FileBuilder, type: string): string | undefined {
  const element = /^(.+)List$/.exec(type)?.[1];
  if (element !== undefined && isType(file, element)) return `${file.named(element)}[]`;
  if (isType(file, type)) return file.named(type);
  return element === undefined ? undefined : "unknown[]";
}

function isType({ context: { model } }: FileBuilder, name: string): boolean {
  const kind = model.byName.get(name)?.kind;
  return kind === "enum" || kind === "struct" || kind === "union" || kind === "alternate";
}

function enumType(enums: DeviceFacts["enums"], type: string): string | undefined {
  const values = Object.hasOwn(enums, type) ? enums[type] : undefined;
  return values === undefined ? undefined : unionOf(values.map(stringLiteral));
}

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

/** A default that is not a string means that a property with text has none. */
function defaultText({ type, default: initial }: PropertyEntry): string | undefined {
  if (initial === undefined) return undefined;
  if (typeof initial === "string") return codeSpan(initial === "" ? '""' : initial);
  if (type === "str" || type === "string") return undefined;
  return codeSpan(JSON.stringify(initial));
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? "an" : "a";
}

/** Longer lists name most targets, which does not help a reader. */
const maxTargets = 6;

function describeTargets(targets: readonly string[] | undefined): readonly string[] {
  if (targets === undefined || targets.length > maxTargets) return [];
  return [`Only in the emulators of ${targets.map(codeSpan).join(", ")}.`];
}

function plainText(description: string): CommentPart {
  return { kind: "text", text: { lines: [description], links: [] } };
}
