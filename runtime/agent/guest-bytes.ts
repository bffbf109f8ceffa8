import { decodeBase64, encodeBase64 } from "../base64.js";

/** Writes bytes, or text as UTF-8, as base64. A session with and one without a protocol send it unchanged. */
export function toBase64(data: Uint8Array | string): string {
  return encodeBase64(typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** Reads a base64 member of a reply, which a session with a protocol has already decoded. */
export function fromBase64(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? decodeBase64(value) : new Uint8Array();
}
