import { formatPath, type ValidationIssue } from "qapi-ts/codegen";
import type { JsonSchema } from "./vocabulary.js";

/** The kinds of messages in docs/interop/qmp-spec.rst. */
export type MessageKind = "command" | "reply" | "event" | "error";

const text = { type: "string" };
const integer = { integer: "int64" };

/** The structure of messages apart from the parts that the schema defines. Only commands reject unknown members. */
export const envelopes: Readonly<Record<MessageKind, JsonSchema>> = {
  command: {
    type: "object",
    properties: { execute: text, "exec-oob": text, arguments: { type: "object" } },
    closed: ["execute", "exec-oob", "arguments", "id"],
  },
  reply: { type: "object", required: ["return"] },
  event: {
    type: "object",
    properties: {
      event: text,
      data: { type: "object" },
      timestamp: {
        type: "object",
        properties: { seconds: integer, microseconds: integer },
        required: ["seconds", "microseconds"],
      },
    },
    required: ["event", "timestamp"],
  },
  error: {
    type: "object",
    properties: {
      error: { type: "object", properties: { class: text, desc: text }, required: ["class", "desc"] },
    },
    required: ["error"],
  },
};

export function isMessageKind(name: unknown): name is MessageKind {
  return typeof name === "string" && Object.hasOwn(envelopes, name);
}

/** The nesting limit of QEMU's parser. */
const maxDepth = 1024;

/** Checks the nesting of a message before it is processed recursively. */
export function checkNesting(message: unknown): ValidationIssue | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value: message, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > maxDepth) return { path: "", reason: `must not be nested deeper than ${maxDepth} levels` };
    for (const member of Object.values(value)) pending.push({ value: member, depth: depth + 1 });
  }
  return undefined;
}

/** Unpaired surrogates and noncharacters, which QEMU's parser rejects. */
const invalidCharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Checks the characters of all strings and member names. The nesting must already be checked. */
export function checkCharacters(
  message: unknown,
  steps: readonly (string | number)[] = [],
): ValidationIssue | undefined {
  if (typeof message === "string") return invalidCharacter.test(message) ? invalidText(steps) : undefined;
  if (typeof message !== "object" || message === null) return undefined;
  for (const [key, value] of Object.entries(message)) {
    if (invalidCharacter.test(key)) return invalidText(steps);
    const step = Array.isArray(message) ? Number(key) : key;
    const error = checkCharacters(value, [...steps, step]);
    if (error !== undefined) return error;
  }
  return undefined;
}

function invalidText(steps: readonly (string | number)[]): ValidationIssue {
  return { path: formatPath(steps), reason: "must contain only Unicode characters" };
}
