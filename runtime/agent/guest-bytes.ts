import { decodeBase64, encodeBase64 } from "../base64.js";
import { ProtocolViolationError } from "../errors/index.js";
import type { Int64 } from "../json.js";

/** Writes bytes, or text as UTF-8, as base64. A session with and one without a protocol send it unchanged. */
export function toBase64(data: Uint8Array | string): string {
  return encodeBase64(typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** Reads a base64 member of a reply, which a session with a protocol has already decoded. */
export function fromBase64(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? decodeBase64(value) : new Uint8Array();
}

export function isInteger(value: unknown): value is Int64 {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** Returns what a command returned, if it is an integer. @throws ProtocolViolationError if it is not. */
export function integerOf(command: string, received: unknown): Int64 {
  if (isInteger(received)) return received;
  const details = { command, received, serverMayHaveActed: true };
  throw new ProtocolViolationError(`${command} did not return an integer`, details);
}
