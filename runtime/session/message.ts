import { isObject } from "../json/guards.js";
import { keptOnce } from "./kept-once.js";
import type { EventMessage, Timestamp } from "../signals/event.js";
import type { ErrorClass } from "../errors/call.js";

/** The version of a QEMU. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** What the distributor says of the build; may be empty. */
  readonly package: string;
}

/**
 * What the server says first.
 * @see QEMU's "QMP specification", section "Server Greeting"
 */
export interface Greeting {
  /** Undefined where the server gives none in QEMU's form. */
  readonly version: Version | undefined;
  /** The capabilities that the server offers. */
  readonly capabilities: readonly string[];
}

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

type JsonObject = Readonly<Record<string, unknown>>;

/** The event as it came, unless something of it is not as it has to be. */
function readEvent(message: JsonObject): EventMessage {
  if (isEvent(message)) return message;
  const { event, data, timestamp, tag } = message;
  return {
    event: String(event),
    data,
    timestamp: isTimestamp(timestamp) ? timestamp : undefined,
    ...(typeof tag === "string" ? { tag } : {}),
  };
}

function isEvent(message: JsonObject): message is JsonObject & EventMessage {
  const { tag } = message;
  return isTimestamp(message["timestamp"]) && (tag === undefined || typeof tag === "string");
}

/** A server that could not tell the time says -1 for both. */
function isTimestamp(value: unknown): value is Timestamp {
  if (!isObject(value)) return false;
  const { seconds, microseconds } = value;
  return typeof seconds === "number" && typeof microseconds === "number" && seconds >= 0;
}

function readError(error: JsonObject): ErrorContent {
  const { class: errorClass, desc } = error;
  return {
    errorClass: typeof errorClass === "string" ? errorClass : "GenericError",
    description: typeof desc === "string" ? desc : "",
  };
}

function readGreeting(greeting: JsonObject): Greeting {
  const { version, capabilities } = greeting;
  return keptOnce<Greeting>({
    version: isObject(version) ? readVersion(version) : undefined,
    capabilities: Array.isArray(capabilities) ? capabilities.filter(isString) : [],
  });
}

function readVersion(version: JsonObject): Version | undefined {
  const { qemu, package: packaging } = version;
  if (!isObject(qemu)) return undefined;
  const { major, minor, micro } = qemu;
  if (typeof major !== "number" || typeof minor !== "number" || typeof micro !== "number") return undefined;
  return { major, minor, micro, package: typeof packaging === "string" ? packaging : "" };
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
