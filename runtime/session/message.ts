import type { ErrorClass } from "../errors/index.js";
import { readEvent, type EventMessage } from "../events/event.js";
import { isObject, parseJson, type JsonObject } from "../json.js";
import { readGreeting, type Greeting } from "./greeting.js";

/** The content of an error reply. */
export interface ErrorContent {
  readonly errorClass: ErrorClass;
  readonly description: string;
  /**
   * Set by a server that passes commands on: the command did not reach the machine, or it did and its reply was lost.
   * Default: the machine answered with this error.
   */
  readonly outcome?: "not-sent" | "unknown";
}

interface GreetingMessage {
  readonly kind: "greeting";
  readonly greeting: Greeting;
}

/** An event. It is decoded only if it has a listener. */
export interface IncomingEvent {
  readonly kind: "event";
  readonly name: string;
  /** The number of characters of its text. */
  readonly size: number;
  /** @returns undefined if the event's data is not valid JSON. */
  decode(): EventMessage | undefined;
}

interface ReturnMessage {
  readonly kind: "return";
  readonly id: unknown;
  readonly value: unknown;
}

export interface ErrorMessage {
  readonly kind: "error";
  readonly id: unknown;
  readonly error: ErrorContent;
  /** The whole message. */
  readonly raw: unknown;
}

/** A JSON value that is not a message of the protocol. */
interface UnknownMessage {
  readonly kind: "unknown";
  readonly raw: unknown;
}

/** A message from a server. */
export type Message = GreetingMessage | IncomingEvent | ReturnMessage | ErrorMessage | UnknownMessage;

// QEMU writes every message with the same spacing and order of members, so the envelope can be recognised by position.
// Text in any other layout is parsed as a whole, with the same result.

/** Sticky, so that `test` reports the end of the match without allocating one. */
const eventEnvelope =
  /\{"timestamp": \{"seconds": (?:0|[1-9]\d*), "microseconds": (?:0|[1-9]\d*)\}, "event": "[\w.-]+"(?:\}$|, "data": \{)/y;
const beforeSeconds = '{"timestamp": {"seconds": '.length;
const beforeMicroseconds = ', "microseconds": '.length;
const beforeName = '}, "event": "'.length;

const letterT = 0x74;
const openBrace = 0x7b;

/**
 * Reads the text of one message. An event in QEMU's own layout is recognised without parsing it.
 * @returns undefined if the text is not valid JSON.
 */
export function readMessage(text: string): Message | undefined {
  const recognised = eventByLayout(text);
  if (recognised !== undefined) return recognised;
  const value = parseJson(text);
  return value === undefined ? undefined : classify(value, text.length);
}

/** Classifies a parsed message. @param size - the number of characters of its text. */
export function classify(value: unknown, size: number): Message {
  if (!isObject(value)) return { kind: "unknown", raw: value };
  const { event, error, QMP: greeting } = value;
  if (typeof event === "string") return { kind: "event", name: event, size, decode: () => readEvent(value) };
  if ("return" in value) return { kind: "return", id: value["id"], value: value["return"] };
  if (isObject(error)) return { kind: "error", id: value["id"], error: readError(error), raw: value };
  if (isObject(greeting)) return { kind: "greeting", greeting: readGreeting(greeting) };
  return { kind: "unknown", raw: value };
}

function readError({ class: errorClass, desc, outcome }: JsonObject): ErrorContent {
  return {
    errorClass: typeof errorClass === "string" ? errorClass : "GenericError",
    description: typeof desc === "string" ? desc : "",
    ...((outcome === "not-sent" || outcome === "unknown") && { outcome }),
  };
}

/** Recognises an event in QEMU's layout. Its data is not parsed before `decode`. */
function eventByLayout(text: string): IncomingEvent | undefined {
  // The third character distinguishes events from replies at less cost than the expression.
  if (text.charCodeAt(2) !== letterT) return undefined;
  eventEnvelope.lastIndex = 0;
  return eventEnvelope.test(text) ? new LaidOutEvent(text, eventEnvelope.lastIndex) : undefined;
}

class LaidOutEvent implements IncomingEvent {
  readonly kind = "event";
  readonly name: string;
  readonly size: number;
  readonly #text: string;
  readonly #envelopeEnd: number;

  constructor(text: string, envelopeEnd: number) {
    const nameStart = text.indexOf("}", beforeSeconds) + beforeName;
    this.name = text.slice(nameStart, text.indexOf('"', nameStart));
    this.size = text.length;
    this.#text = text;
    this.#envelopeEnd = envelopeEnd;
  }

  decode(): EventMessage | undefined {
    const text = this.#text;
    const dataStart = this.#envelopeEnd - 1;
    const hasData = text.charCodeAt(dataStart) === openBrace;
    const data = hasData ? parseJson(text.slice(dataStart, -1)) : undefined;
    if (hasData && data === undefined) return this.#decodeWhole();
    const secondsEnd = text.indexOf(",", beforeSeconds);
    const seconds = Number(text.slice(beforeSeconds, secondsEnd));
    const microseconds = Number(text.slice(secondsEnd + beforeMicroseconds, text.indexOf("}", secondsEnd)));
    return { timestamp: { seconds, microseconds }, event: this.name, data };
  }

  /** The data is not the last member, or is not valid JSON. */
  #decodeWhole(): EventMessage | undefined {
    const value = parseJson(this.#text);
    return isObject(value) ? readEvent(value) : undefined;
  }
}
