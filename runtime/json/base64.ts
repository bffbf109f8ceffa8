import { ProtocolViolationError } from "../errors/connection.js";
import type { Base64Members } from "../protocol.js";
import { isObject } from "./guards.js";

/** The members that hold base64, by the command: they are bytes on this side of the session. */
type Members = Readonly<Record<string, Base64Members>> | undefined;

type Change = (value: unknown) => unknown;

/** The arguments of a command with text in base64 in the place of bytes. */
export function encodeArguments(members: Members, command: string, args: object): object {
  const changed = change(membersOf(members, command)?.arguments, args, encoded);
  return isObject(changed) ? changed : args;
}

/** Whether a command returns bytes. */
export function returnsBytes(members: Members, command: string): boolean {
  return membersOf(members, command)?.returns !== undefined;
}

/**
 * What a command returned with bytes in the place of base64.
 * @throws ProtocolViolationError where there is no base64 in such a member.
 */
export function decodeReturn(members: Members, command: string, value: unknown): unknown {
  return change(membersOf(members, command)?.returns, value, decoded);
}

function membersOf(members: Members, command: string): Base64Members | undefined {
  return members && Object.hasOwn(members, command) ? members[command] : undefined;
}

function change(paths: readonly string[] | undefined, value: unknown, how: Change): unknown {
  return (paths ?? []).reduce((changed, path) => changeAt(changed, stepsOf(path), how), value);
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
