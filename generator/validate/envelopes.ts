import type { JsonSchema } from "./types.js";

/** The messages of the protocol, as docs/interop/qmp-spec.rst has them. */
export type MessageKind = "command" | "reply" | "event" | "error";

const text = { type: "string" };
const integer = { integer: "int64" };

/** What a message is apart from what the schema says of it. A server is strict there too; a client is not. */
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

const kinds: ReadonlySet<string> = new Set(Object.keys(envelopes));

export function isMessageKind(name: unknown): name is MessageKind {
  return typeof name === "string" && kinds.has(name);
}
