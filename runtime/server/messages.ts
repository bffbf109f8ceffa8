import { stringifyJson } from "../json.js";
import type { Version } from "../session/greeting.js";
import type { EventMessage, Timestamp } from "../events/event.js";
import type { Failure } from "./handler.js";

/** Formats a message. Each ends with CRLF. @see QEMU's "QMP specification", "General Definitions" */
function formatMessage(message: object): string {
  return `${stringifyJson(message) ?? ""}\r\n`;
}

export function formatGreeting(version: Version, capabilities: readonly string[]): string {
  const { major, minor, micro, package: packaging } = version;
  return formatMessage({
    QMP: { version: { qemu: { micro, minor, major }, package: packaging }, capabilities },
  });
}

/** A command without a result returns an empty object. */
export function formatReturn(value: unknown, id: unknown): string {
  return formatMessage({ return: value === undefined ? {} : value, id });
}

export function formatError(failure: Failure, id: unknown): string {
  const { errorClass, message, content = { class: errorClass, desc: message } } = failure;
  return formatMessage({ id, error: content });
}

/** An event that is sent to any number of clients. */
export interface OutgoingEvent {
  readonly name: string;
  readonly data: unknown;
  readonly timestamp: Timestamp;
  /** The message without its closing brace, formatted once for all clients. */
  readonly text: string;
}

/** @param now - in milliseconds since the Unix epoch. */
export function createEvent(name: string, data: unknown, now: number): OutgoingEvent {
  const seconds = Math.floor(now / 1000);
  const timestamp = { seconds, microseconds: Math.floor((now - seconds * 1000) * 1000) };
  const text = stringifyJson({ timestamp, event: name, data }) ?? "";
  return { name, data, timestamp, text: text.slice(0, -1) };
}

/** A server that cannot read its clock sends this. */
const noTimestamp: Timestamp = { seconds: -1, microseconds: -1 };

/** The formatted messages, because several servers may send the same event. */
const relayed = new WeakMap<EventMessage, OutgoingEvent>();

/** Formats an event of another server, with its timestamp and all its members. */
export function relayedEvent(message: EventMessage): OutgoingEvent {
  const known = relayed.get(message);
  if (known !== undefined) return known;
  const { event: name, data, timestamp = noTimestamp } = message;
  const text = stringifyJson({ ...message, timestamp }) ?? "";
  const event = { name, data, timestamp, text: text.slice(0, -1) };
  relayed.set(message, event);
  return event;
}

/** @param tag - the tag of the signal connection; undefined for the default connection. */
export function formatEvent({ text }: OutgoingEvent, tag: string | undefined): string {
  return tag === undefined ? `${text}}\r\n` : `${text},"tag":${stringifyJson(tag) ?? ""}}\r\n`;
}
