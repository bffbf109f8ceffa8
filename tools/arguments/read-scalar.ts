import { parseExactly } from "qapi-ts";
import { quote } from "qapi-ts-generator/text";
import { closestOf, listNames } from "../output/suggest.js";
import { mismatch } from "./mismatch.js";
import { OptionText } from "./option-text.js";

const [smallest, largest] = [-(2n ** 63n), 2n ** 64n - 1n];

/**
 * Returns a value of one of QAPI's built-in types.
 * @param jsonType - the member `json-type` of the type.
 * @throws UsageError if the value does not have the type.
 */
export function readBuiltin(jsonType: string, value: unknown, path: string): unknown {
  switch (jsonType) {
    case "string":
      return readString(value, path);
    case "int":
      return readInteger(value, path);
    case "number":
      return readNumber(value, path);
    case "boolean":
      return readBoolean(value, path);
    case "null":
      if (value === null || textOf(value) === "null") return null;
      throw mismatch(path, "takes only null.");
    default:
      return readAny(value);
  }
}

function readString(value: unknown, path: string): string {
  const text = value instanceof OptionText && !value.hasValue ? undefined : (textOf(value) ?? value);
  if (typeof text === "string") return text;
  throw mismatch(path, `needs a string, not ${shown(value)}.`);
}

function readInteger(value: unknown, path: string): number | bigint {
  const text = textOf(value);
  const number = text === undefined ? value : parseInteger(text);
  const isInteger = typeof number === "bigint" || Number.isInteger(number);
  if (!isInteger) throw mismatch(path, `needs an integer, not ${shown(value)}.`);
  const exact = BigInt(number as number | bigint);
  if (exact < smallest || exact > largest) throw mismatch(path, `has more than 64 bits: ${exact}.`);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function parseInteger(text: string): bigint | undefined {
  const [, sign, digits] = /^([-+]?)(\d+|0x[0-9a-f]+)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

function readNumber(value: unknown, path: string): number | bigint {
  const text = textOf(value);
  const number = text === undefined || text.trim() === "" ? value : Number(text);
  if (typeof number === "bigint" || (typeof number === "number" && Number.isFinite(number))) return number;
  throw mismatch(path, `needs a number, not ${shown(value)}.`);
}

const booleans: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
]);
const booleanTexts: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["false", false],
  ["off", false],
]);

function readBoolean(value: unknown, path: string): boolean {
  const text = textOf(value);
  const boolean = text === undefined ? booleans.get(value) : booleanTexts.get(text);
  if (boolean !== undefined) return boolean;
  throw mismatch(path, `needs true or false, not ${shown(value)}.`);
}

/** Returns a value of any type. A text that is valid JSON is the value, any other text is a string. */
export function readAny(value: unknown): unknown {
  if (value instanceof OptionText) return parseJsonText(value.text) ?? value.text;
  if (Array.isArray(value)) return value.map(readAny);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readAny(member)]));
}

/**
 * Returns a value of an enumeration.
 * @throws UsageError with the valid values.
 */
export function readEnum(names: readonly string[], value: unknown, path: string): string {
  const name = textOf(value) ?? value;
  if (typeof name === "string" && names.includes(name)) return name;
  const closest = typeof name === "string" ? closestOf(name, names) : undefined;
  const hint = closest === undefined ? "" : ` (did you mean "${closest}"?)`;
  throw mismatch(path, `cannot be ${shown(value)}${hint}. Valid: ${listNames(names)}.`);
}

/** Returns the value of a JSON text; undefined if it is not valid JSON. */
export function parseJsonText(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return value instanceof OptionText ? value.text : undefined;
}

/** Describes a value that has the wrong type. */
export function shown(value: unknown): string {
  if (value instanceof OptionText && !value.hasValue) return "nothing";
  const text = textOf(value) ?? value;
  if (typeof text === "string") return quote(text);
  if (Array.isArray(text)) return "a list";
  return typeof text === "object" && text !== null ? "an object" : String(text);
}
