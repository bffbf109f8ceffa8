import { stringifyJson } from "../json/stringify.js";
import type { Version } from "../session/message.js";
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

/** `now` is in milliseconds since the Unix epoch. */
export function eventText(event: string, data: unknown, now: number): string {
  const seconds = Math.floor(now / 1000);
  const microseconds = Math.floor((now - seconds * 1000) * 1000);
  return line({ timestamp: { seconds, microseconds }, event, data });
}
