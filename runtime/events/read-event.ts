import { isObject, type JsonObject } from "../json.js";
import type { EventMessage, Timestamp } from "./event.js";

/** The event as it came, unless something of it is not as it has to be. */
export function readEvent(message: JsonObject): EventMessage {
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
