import { CommandError, type Session } from "qapi-ts";
import { OptionText } from "../arguments/option-text.js";
import { readAny, readBuiltin } from "../arguments/read-scalar.js";

/** Returns the typed value of an argument. Throws a UsageError if the value does not have the type. */
export type ReadArgument = (value: unknown, path: string) => unknown;

/**
 * Returns how to read the arguments of `device_add` that are not in the schema: the properties of the driver, which are
 * queried from the machine. Returns no properties for an unknown driver, which the machine then refuses.
 */
export async function deviceProperties(
  session: Session,
  given: unknown,
  timeout: number,
): Promise<ReadonlyMap<string, ReadArgument>> {
  const driver = driverOf(given);
  if (driver === undefined) return new Map();
  try {
    const answer: unknown = await session.call("device-list-properties", { typename: driver }, { timeout });
    const properties = (Array.isArray(answer) ? answer : []) as readonly {
      readonly name: string;
      readonly type: string;
    }[];
    return new Map(properties.map(({ name, type }) => [name, propertyReader(name, type)]));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return new Map();
  }
}

function driverOf(given: unknown): string | undefined {
  const { driver } = given as { readonly driver?: unknown };
  const text = driver instanceof OptionText ? driver.text : driver;
  return typeof text === "string" ? text : undefined;
}

/** The slot and function of a PCI device are text, although QEMU 7.2 reports an integer: 3 is function 3 of slot 0. */
const textProperties: ReadonlySet<string> = new Set(["addr"]);

/**
 * Returns the JSON type of a property of a device. Enumerations and links are strings, and a structured property is JSON.
 * @param type - QOM's name of its type, such as `uint32`, `size`, `bool`, `str`, `OnOffAuto` or `link<bus>`.
 */
export function propertyKind(name: string, type: string): "boolean" | "int" | "other" {
  if (type === "bool") return "boolean";
  return !textProperties.has(name) && /^(u?int\d*|size)$/.test(type) ? "int" : "other";
}

/** Returns how to read a property of a device. */
export function propertyReader(name: string, type: string): ReadArgument {
  const kind = propertyKind(name, type);
  if (kind !== "other") return (value, path) => readBuiltin(kind, value, path);
  return (value) => {
    const isJson = value instanceof OptionText && /^\s*[[{]/.test(value.text);
    return value instanceof OptionText && !isJson ? value.text : readAny(value);
  };
}
