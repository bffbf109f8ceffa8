import type { EventMessage } from "../signals/event.js";
import { natural } from "./digits.js";

/** An event as QEMU lays it out, up to its data, or to the end of its name where it has none. */
const envelope =
  /\{"timestamp": \{"seconds": (?:0|[1-9]\d*), "microseconds": (?:0|[1-9]\d*)\}, "event": "[\w.-]+"(?:, "data": \{)?/y;

const beforeSeconds = '{"timestamp": {"seconds": '.length;
const beforeMicroseconds = ', "microseconds": '.length;
const beforeName = '}, "event": "'.length;

/** Of `timestamp`. */
const firstLetter = 0x74;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where the parts of an event are in a text. */
export interface EventLine {
  readonly start: number;
  readonly name: string;
  /** Where the envelope ends: with the name, or with the first bracket of the data. */
  readonly end: number;
}

/**
 * Finds an event that begins there, by the place of its parts alone, which takes a fraction of the time of parsing it;
 * undefined for whatever is laid out in another way, and that says nothing of what it is.
 */
export function eventLine(text: string, start: number): EventLine | undefined {
  // Most lines are replies, and an expression takes longer to find out.
  if (text.charCodeAt(start + 2) !== firstLetter) return undefined;
  envelope.lastIndex = start;
  if (!envelope.test(text)) return undefined;
  const end = envelope.lastIndex;
  const nameAt = text.indexOf("}", start + beforeSeconds) + beforeName;
  return { start, name: text.slice(nameAt, text.indexOf('"', nameAt)), end };
}

/**
 * Reads an event that was found, of which then only the data is parsed; undefined where there is no data, or more.
 * @param last - where the line's last bracket is.
 */
export function readEventLine(text: string, line: EventLine, last: number): EventMessage | undefined {
  const hasData = text.charCodeAt(line.end - 1) === openBrace;
  if (!hasData || text.charCodeAt(last - 1) !== closeBrace) return undefined;
  const secondsAt = line.start + beforeSeconds;
  const comma = text.indexOf(",", secondsAt);
  try {
    return {
      timestamp: {
        seconds: natural(text, secondsAt),
        microseconds: natural(text, comma + beforeMicroseconds),
      },
      event: line.name,
      data: JSON.parse(text.slice(line.end - 1, last)) as unknown,
    };
  } catch {
    // Whoever parses all of it will tell what is wrong.
    return undefined;
  }
}
