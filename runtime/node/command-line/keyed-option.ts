import { escapeText } from "../../errors/index.js";
import { isNumeric, isObject } from "../../json.js";

/** A key and its value as text. */
type KeyAndText = readonly [key: string, text: string];

/**
 * Writes an option as keys and values: `type=q35,accel=kvm`. Commas in values are doubled, so that a value cannot become
 * another key.
 * @throws TypeError if a key is not a name, or a value is null, not finite or of another type.
 */
export function keyedOption(values: object): string {
  return pairs("", values)
    .map(([key, text]) => `${key}=${text.replaceAll(",", ",,")}`)
    .join(",");
}

function pairs(path: string, value: unknown): readonly KeyAndText[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => pairs(keyIn(path, String(index)), each));
  if (isObject(value)) return Object.entries(value).flatMap(([key, each]) => pairs(keyIn(path, key), each));
  return [[path, scalarText(path, value)]];
}

const namePattern = /^[\w.-]+$/;

function keyIn(path: string, key: string): string {
  if (!namePattern.test(key)) throw new TypeError(`"${escapeText(key)}" is not a name of an option's key`);
  return path === "" ? key : `${path}.${key}`;
}

function scalarText(path: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (isNumeric(value) && (typeof value === "bigint" || Number.isFinite(value))) return String(value);
  throw new TypeError(`the value of ${path} is not text, a finite number, a boolean, a list or an object`);
}
