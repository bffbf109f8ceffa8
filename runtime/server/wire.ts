import { stringifyJson } from "../json.js";
import type { Version } from "../session/greeting.js";
import type { Timestamp } from "../events/event.js";
import type { CommandFailure } from "./failure.js";

/** A message of the server's; each ends with CRLF. @see QEMU's "QMP specification", "General Definitions" */
function line(message: object): string {
  return `${stringifyJson(message) ?? ""}\r\n`;
}

export function greetingText(version: Version, capabilities: readonly string[]): string {
  const { major, minor, micro, package: packaging } = version;
  return line({ QMP: { version: { qemu: { micro, minor, major }, package: packaging }, capabilities } });
}

/** A command that returns nothing returns an empty object. */
export function returnText(value: unknown, id: unknown): string {
  return line({ return: value === undefined ? {} : value, id });
}

export function errorText(failure: CommandFailure, id: unknown): string {
  return line({ id, error: { class: failure.errorClass, desc: failure.message } });
}

/** An event on its way to everybody who is to be told. */
export interface Event {
  readonly name: string;
  readonly data: unknown;
  readonly timestamp: Timestamp;
  /** The message without its last bracket, written once for all. */
  readonly text: string;
}

/** `now` is in milliseconds since the Unix epoch. */
export function eventOf(name: string, data: unknown, now: number): Event {
  const seconds = Math.floor(now / 1000);
  const timestamp = { seconds, microseconds: Math.floor((now - seconds * 1000) * 1000) };
  const text = stringifyJson({ timestamp, event: name, data }) ?? "";
  return { name, data, timestamp, text: text.slice(0, -1) };
}

/** An event's message over one connection: with a tag, unless it is the default one. */
export function eventText({ text }: Event, tag: string | undefined): string {
  return tag === undefined ? `${text}}\r\n` : `${text},"tag":${stringifyJson(tag) ?? ""}}\r\n`;
}
