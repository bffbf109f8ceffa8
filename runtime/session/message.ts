import type { ErrorClass } from "../errors/call.js";
import { isObject, type JsonObject } from "../json/guards.js";
import type { EventMessage } from "../events/event.js";
import { readEvent } from "../events/read-event.js";
import { readGreeting, type Greeting } from "./greeting.js";

/** An error reply's content. */
export interface ErrorContent {
  readonly errorClass: ErrorClass;
  readonly description: string;
}

/** A message from a server, told apart. `raw` is all of it. */
export type Incoming =
  | { readonly kind: "greeting"; readonly greeting: Greeting }
  | { readonly kind: "event"; readonly event: EventMessage }
  | { readonly kind: "return"; readonly id: unknown; readonly value: unknown }
  | { readonly kind: "error"; readonly id: unknown; readonly error: ErrorContent; readonly raw: unknown }
  | { readonly kind: "unknown"; readonly raw: unknown };

/** Tells what a parsed message is. */
export function classify(message: unknown): Incoming {
  if (!isObject(message)) return { kind: "unknown", raw: message };
  if (typeof message["event"] === "string") return { kind: "event", event: readEvent(message) };
  if ("return" in message) return { kind: "return", id: message["id"], value: message["return"] };
  if (isObject(message["error"])) {
    return { kind: "error", id: message["id"], error: readError(message["error"]), raw: message };
  }
  if (isObject(message["QMP"])) return { kind: "greeting", greeting: readGreeting(message["QMP"]) };
  return { kind: "unknown", raw: message };
}

function readError(error: JsonObject): ErrorContent {
  const { class: errorClass, desc } = error;
  return {
    errorClass: typeof errorClass === "string" ? errorClass : "GenericError",
    description: typeof desc === "string" ? desc : "",
  };
}
