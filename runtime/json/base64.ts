import { ProtocolViolationError } from "../errors/index.js";
import type { Base64Members } from "../protocol.js";
import { isObject } from "./guards.js";

/** Turns bytes into base64 on the way out, and base64 into bytes on the way in, in the members that hold it. */
export interface Codec {
  encode(command: string, args: object): object;
  /** @throws ProtocolViolationError where there is no base64 in such a member. */
  decode(command: string, value: unknown): unknown;
}

type Change = (value: unknown) => unknown;

/** The codec of a protocol, by its descriptor's `base64`. */
export function base64Codec(members: Readonly<Record<string, Base64Members>>): Codec {
  const byCommand = new Map(Object.entries(members));
  const change = (paths: readonly string[] | undefined, value: unknown, how: Change): unknown =>
    (paths ?? []).reduce((changed, path) => changeAt(changed, stepsOf(path), how), value);
  return {
    encode: (command, args) => {
      const changed = change(byCommand.get(command)?.arguments, args, encoded);
      return isObject(changed) ? changed : args;
    },
    decode: (command, value) => change(byCommand.get(command)?.returns, value, decoded),
  };
}

function stepsOf(path: string): readonly string[] {
  return path === "" ? [] : path.split(".");
}

/** The value with the member at a path changed; nothing that was handed in is. Arrays are gone through. */
function changeAt(value: unknown, steps: readonly string[], how: Change): unknown {
  if (Array.isArray(value)) return value.map((item) => changeAt(item, steps, how));
  const [step, ...rest] = steps;
  if (step === undefined) return how(value);
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: changeAt(value[step], rest, how) };
}

/** What is text already is taken for base64. */
function encoded(value: unknown): unknown {
  return value instanceof Uint8Array ? encodeBase64(value) : value;
}

function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return decodeBase64(value);
  } catch (cause) {
    throw new ProtocolViolationError("the server sent what is no base64", { cause, received: value });
  }
}

/** As many as can be handed to one call of a function. */
const atOnce = 0x8000;

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += atOnce) {
    text += String.fromCharCode(...bytes.subarray(at, at + atOnce));
  }
  return btoa(text);
}

/** @throws DOMException where the text is no base64. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
