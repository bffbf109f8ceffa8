import type { ErrorClass } from "../errors/index.js";
import type { EventMessage, Timestamp } from "../events/event.js";
import { isObject, type JsonObject, stringifyJson } from "../json.js";
import type { ArgumentsOf, CommandName, CommandReturns, Protocol } from "../protocol.js";
import type { Version } from "../session/greeting.js";

/** The client that sent a command. */
export interface Caller {
  /** The id of the request, unchanged; undefined if it has none. */
  readonly id: unknown;
  /** Whether the command is executed out of band. */
  readonly oob: boolean;
  /** Aborts when the client disconnects or the server closes. */
  readonly signal: AbortSignal;
  /**
   * Answers the command at once, so that events that are raised afterwards follow the reply. What the handler returns or
   * throws later is ignored, but the next command of the client is executed when the handler has finished.
   * @throws TypeError for a value that cannot be written as JSON; the command is then not answered.
   */
  answer(reply: { readonly value: unknown } | { readonly failure: CommandFailure }): void;
  /** Closes the connection to this client after the commands in execution are answered, however long they take. */
  close(): void;
}

/**
 * Executes a command. The return value becomes the reply; `undefined` becomes an empty object, and a value that cannot be
 * written as JSON an error reply. A thrown {@link CommandFailure} becomes an error reply of its class, any other thrown
 * value one of the class `GenericError`.
 */
export type Handler<A, R> = (args: A, caller: Caller) => R | Promise<R>;

/** The arguments type of a handler. It is always an object, empty if the request has no arguments. */
export type HandlerArguments<P extends Protocol, K extends CommandName<P>> = [
  NonNullable<ArgumentsOf<P["commands"][K]>>,
] extends [never]
  ? object
  : NonNullable<ArgumentsOf<P["commands"][K]>>;

/** The handlers by command name. A command without a handler is answered with `CommandNotFound`. */
export type Handlers<P extends Protocol> = {
  readonly [K in CommandName<P>]?: Handler<HandlerArguments<P, K>, CommandReturns<P, K>>;
};

/** Thrown by a handler to answer with an error reply. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  readonly errorClass: ErrorClass;
  /** The whole `error` member of the reply; undefined for only `class` and `desc`. */
  readonly content: JsonObject | undefined;

  /**
   * @param description - the `desc` of the error reply: for people, not for parsing.
   * @param errorClass - the `class` of the error reply, for programs (default: `GenericError`).
   * @param content - the whole `error` member, to pass on the error of another server with all its members.
   */
  constructor(description: string, errorClass: ErrorClass = "GenericError", content?: JsonObject) {
    super(description);
    this.errorClass = errorClass;
    this.content = content;
  }
}

/** The part of a CommandFailure that is sent. Creating an error with its stack for invalid input costs more. */
export type Failure = Pick<CommandFailure, "errorClass" | "message"> &
  Partial<Pick<CommandFailure, "content">>;

/** Converts a thrown value to a CommandFailure. */
export function failureOf(thrown: unknown): CommandFailure {
  try {
    if (thrown instanceof CommandFailure) return thrown;
  } catch {
    // A proxy may refuse to be examined.
  }
  return new CommandFailure(messageOf(thrown));
}

/** Returns a failure that can be written as JSON, in place of one that cannot: without its content. */
export function withoutContent(failure: CommandFailure): CommandFailure {
  const { errorClass }: { errorClass: unknown } = failure;
  return new CommandFailure(messageOf(failure), typeof errorClass === "string" ? errorClass : undefined);
}

/** Formats a message. Each ends with CRLF. @see QEMU's "QMP specification", "General Definitions" */
function formatMessage(message: object): string {
  return `${jsonOf(message)}\r\n`;
}

/**
 * Writes a message as JSON, without the members that are undefined.
 * @throws TypeError if another member cannot be written. JSON.stringify omits some of them, such as a function.
 */
function jsonOf(message: object): string {
  let text: string | undefined;
  try {
    text = hasOmittedMember(message) ? undefined : stringifyJson(message);
  } catch (cause) {
    throw new TypeError(`the value cannot be written as JSON: ${messageOf(cause)}`, { cause });
  }
  if (text === undefined) throw new TypeError("the value cannot be written as JSON");
  return text;
}

function hasOmittedMember(message: object): boolean {
  for (const name in message) {
    const value = (message as JsonObject)[name];
    if (value !== undefined && mayBeOmitted(value) && stringifyJson(value) === undefined) return true;
  }
  return false;
}

function mayBeOmitted(value: unknown): boolean {
  if (typeof value === "object") return value !== null && "toJSON" in value;
  return typeof value === "function" || typeof value === "symbol";
}

export function formatGreeting(version: Version, capabilities: readonly string[]): string {
  const { major, minor, micro, package: packaging } = version;
  return formatMessage({
    QMP: { version: { qemu: { micro, minor, major }, package: packaging }, capabilities },
  });
}

/** A command without a result returns an empty object. @throws TypeError for a value that cannot be written as JSON. */
export function formatReturn(value: unknown, id: unknown): string {
  return formatMessage({ return: value === undefined ? {} : value, id });
}

/** @throws TypeError for a failure that cannot be written as JSON. */
export function formatError(failure: Failure, id: unknown): string {
  const { errorClass, message, content = { class: errorClass, desc: message } } = failure;
  if (!isObject(content)) throw new TypeError("the content of a failure is not an object");
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

/** @param now - in milliseconds since the Unix epoch. @throws TypeError for data that cannot be written as JSON. */
export function createEvent(name: string, data: unknown, now: number): OutgoingEvent {
  const seconds = Math.floor(now / 1000);
  const timestamp = { seconds, microseconds: Math.floor((now - seconds * 1000) * 1000) };
  return { name, data, timestamp, text: jsonOf({ timestamp, event: name, data }).slice(0, -1) };
}

/** A server that cannot read its clock sends this. */
const noTimestamp: Timestamp = { seconds: -1, microseconds: -1 };

/** The formatted messages, because several servers may send the same event. */
const relayed = new WeakMap<EventMessage, OutgoingEvent>();

/**
 * Formats an event of another server, with its timestamp and all its members.
 * @throws TypeError for a member that cannot be written as JSON.
 */
export function relayedEvent(message: EventMessage): OutgoingEvent {
  const known = relayed.get(message);
  if (known !== undefined) return known;
  const { event: name, data, timestamp = noTimestamp } = message;
  const event = { name, data, timestamp, text: jsonOf({ ...message, timestamp }).slice(0, -1) };
  relayed.set(message, event);
  return event;
}

/** @param tag - the tag of the signal connection; undefined for the default connection. */
export function formatEvent({ text }: OutgoingEvent, tag: string | undefined): string {
  return tag === undefined ? `${text}}\r\n` : `${text},"tag":${stringifyJson(tag) ?? ""}}\r\n`;
}

/** Returns the message of a thrown value, which may have no text form. */
export function messageOf(thrown: unknown): string {
  try {
    const message: unknown = thrown instanceof Error ? thrown.message : thrown;
    return String(message);
  } catch {
    return "a value that cannot be converted to a string was thrown";
  }
}
