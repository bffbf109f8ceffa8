import { CommandError, type Session } from "qapi-ts";
import { OptionText } from "../arguments/option-text.js";
import { readAny, readBuiltin } from "../arguments/read-scalar.js";

type Read = (value: unknown, path: string) => unknown;

/**
 * Returns how to read the arguments of `device_add` that are not in the schema: the properties of the driver, which the machine
 * is asked for. Returns no properties for an unknown driver, which the machine then refuses.
 */
export async function deviceProperties(
  session: Session,
  given: unknown,
  timeout: number,
): Promise<ReadonlyMap<string, Read>> {
  const driver = driverOf(given);
  if (driver === undefined) return new Map();
  try {
    const answer: unknown = await session.call("device-list-properties", { typename: driver }, { timeout });
    const properties = (Array.isArray(answer) ? answer : []) as readonly {
      readonly name: string;
      readonly type: string;
    }[];
    return new Map(properties.map(({ name, type }) => [name, readerOf(name, type)]));
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

/** @param type - QOM's name of a property's type, such as `uint32`, `size`, `bool`, `str`, `OnOffAuto` or `link<bus>`. */
function readerOf(name: string, type: string): Read {
  if (type === "bool") return (value, path) => readBuiltin("boolean", value, path);
  if (!textProperties.has(name) && /^(u?int\d*|size)$/.test(type))
    return (value, path) => readBuiltin("int", value, path);
  // Enumerations and links are strings. A structured property is JSON.
  return (value) => {
    const isJson = value instanceof OptionText && /^\s*[[{]/.test(value.text);
    return value instanceof OptionText && !isJson ? value.text : readAny(value);
  };
}
