import { parseJsonText } from "../../../../arguments/read-scalar.js";
import { stringifyExactly } from "../../../../output/json.js";
import { limitOf } from "../request-text.js";

/** The most digits of an integer that is read: more are certainly not valid. */
const maxDigits = 100;

/** Returns an integer, exactly. A text that is not an integer stays a text, which the check refuses. */
export function integerOf(text: string): unknown {
  const [, sign, digits] = /^([-+]?)(\d+|0x[0-9a-f]+)$/i.exec(text.trim()) ?? [];
  if (digits === undefined || digits.length > maxDigits) return text;
  const exact = sign === "-" ? -BigInt(digits) : BigInt(digits);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

/** Returns a number. A text that is not a number stays a text, which the check refuses. */
export function numberOf(text: string): unknown {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? text : number;
}

/** Returns the value of a JSON text. Any other text is a string. */
export function jsonOf(text: string): unknown {
  const value = parseJsonText(text);
  return value === undefined || limitOf(value) !== undefined ? text : value;
}

/** Returns the text of a value in an input. */
export function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : stringifyExactly(value);
}

/** Returns the JSON text of a value in an input that takes any value. */
export function jsonTextOf(value: unknown): string {
  return value === undefined ? "" : stringifyExactly(value);
}
