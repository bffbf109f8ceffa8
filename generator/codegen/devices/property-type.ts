import type { DeviceFacts, PropertyEntry } from "../../devices/facts.js";
import type { FileBuilder } from "../file-builder.js";
import { stringLiteral, unionOf } from "../literal.js";

/** What determines the type of a property. */
export interface PropertyContext {
  readonly file: FileBuilder;
  readonly enums: DeviceFacts["enums"];
}

/** Returns the TypeScript type of the values of a property, in the form that JSON arguments take. */
export function propertyType({ file, enums }: PropertyContext, name: string, entry: PropertyEntry): string {
  const { type } = entry;
  const plain = plainType(file, type);
  if (isPciAddress(name, entry)) return "string";
  return plain ?? schemaType(file, type) ?? enumType(enums, type) ?? "string";
}

/**
 * The address of a PCI device is text such as `06.0`. QEMU 7.2 reports it as an integer, and a number is taken
 * as hexadecimal digits.
 */
export function isPciAddress(name: string, { type }: Pick<PropertyEntry, "type">): boolean {
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
