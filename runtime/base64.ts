import { ProtocolViolationError } from "./errors/index.js";
import { isObject } from "./json.js";
import type { Base64Codec, Base64Members } from "./protocol.js";

type Conversion = (value: unknown) => unknown;

/** Creates the codec of a protocol from its base64 members by command. Generated code calls this. */
export function base64Codec(members: Readonly<Record<string, Base64Members>>): Base64Codec {
  const membersOf = (command: string): Base64Members | undefined =>
    Object.hasOwn(members, command) ? members[command] : undefined;
  return {
    encodeArguments: (command, args) => {
      const converted = convert(membersOf(command)?.arguments, args, encodeValue);
      return isObject(converted) ? converted : args;
    },
    returnsBytes: (command) => membersOf(command)?.returns !== undefined,
    decodeReturn: (command, value) =>
      convert(membersOf(command)?.returns, value, (member) =>
        typeof member === "string" ? decodeBase64(member, command) : member,
      ),
  };
}

/** Returns a copy of a value in which bytes at the paths are base64. */
export function encodeMembers(paths: readonly string[], value: unknown): unknown {
  return convert(paths, value, encodeValue);
}

function convert(paths: readonly string[] | undefined, value: unknown, conversion: Conversion): unknown {
  return (paths ?? []).reduce((converted, path) => convertAt(converted, stepsOf(path), conversion), value);
}

function stepsOf(path: string): readonly string[] {
  return path === "" ? [] : path.split(".");
}

/** Returns a copy of the value in which the member at a path is converted, in every element of an array. */
function convertAt(value: unknown, steps: readonly string[], conversion: Conversion): unknown {
  if (Array.isArray(value)) return value.map((item) => convertAt(item, steps, conversion));
  const [step, ...rest] = steps;
  if (step === undefined) return conversion(value);
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: convertAt(value[step], rest, conversion) };
}

/** A string is taken to be base64 already. */
function encodeValue(value: unknown): unknown {
  return value instanceof Uint8Array ? encodeBase64(value) : value;
}

/** The most arguments that are safe to pass to one function call. */
const bytesPerCall = 0x8000;

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += bytesPerCall) {
    text += String.fromCharCode(...bytes.subarray(at, at + bytesPerCall));
  }
  return btoa(text);
}

/** @throws ProtocolViolationError if the text, which a command returned, is not valid base64. */
export function decodeBase64(text: string, command: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    const details = { command, cause, received: text, serverMayHaveActed: true };
    throw new ProtocolViolationError(`${command} returned invalid base64`, details);
  }
}
