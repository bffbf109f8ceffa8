import type { EventMessage } from "../events/event.js";
import { natural } from "./digits.js";
import { beforeSeconds, type EventLine } from "./event-line.js";

const beforeMicroseconds = ', "microseconds": '.length;
const openBrace = 0x7b;
const closeBrace = 0x7d;

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
