import { isObject, type JsonObject } from "../json.js";

/** When an event occurred, by the server's clock. */
export interface Timestamp {
  /** Seconds since the Unix epoch. */
  readonly seconds: number;
  /** Microseconds within the second. */
  readonly microseconds: number;
}

/**
 * An event as the server sent it.
 * @see QEMU's "QMP specification", section "Asynchronous events"
 */
export interface EventMessage<D = unknown, N extends string = string> {
  readonly event: N;
  readonly data: D;
  /** Undefined if the server could not read its clock. */
  readonly timestamp: Timestamp | undefined;
  /** The signal connection that the event was raised for; absent on ordinary events. */
  readonly tag?: string;
}

/**
 * Receives the events of a signal connection in order. It may be asynchronous; the session does not wait for it. An error
 * that it throws, or that its promise rejects with, is reported to the session's `onProblem` and does not affect other
 * listeners. Other results are ignored. `size` is the number of characters of the event's text.
 */
export type Listener<D> = (event: EventMessage<D>, size?: number) => unknown;

/** Converts a parsed message to an event. Returns the message itself, without a copy, if it has the right form. */
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

/** A server that cannot read its clock sends -1 for both members. */
function isTimestamp(value: unknown): value is Timestamp {
  if (!isObject(value)) return false;
  const { seconds, microseconds } = value;
  return typeof seconds === "number" && typeof microseconds === "number" && seconds >= 0;
}

/**
 * Whether a program's condition selects an event.
 * @throws what the condition throws, and TypeError if it returns a promise, which cannot select anything.
 */
export function isSelected<E>(where: ((event: E) => unknown) | undefined, event: E): boolean {
  const result = !where || where(event);
  if (!(result instanceof Promise)) return Boolean(result);
  result.catch(() => undefined);
  throw new TypeError("`where` returned a promise; it must return true or false");
}
