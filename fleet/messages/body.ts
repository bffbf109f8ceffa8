import { parseExactly } from "qapi-ts";
import { stringifyExactly } from "qapi-ts-tools/cli";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes a value as JSON. Integers of 64 bits are exact. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify rejects a bigint with a TypeError.
    if (error instanceof TypeError) return stringifyExactly(value);
    throw error;
  }
}

/** Parses JSON text. Returns undefined if it is not valid. */
export function parseJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

/** Parses JSON text to an object. Returns undefined for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
