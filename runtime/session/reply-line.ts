import { isDigit, natural } from "./digits.js";

const beforeValue = '{"return": ';
const beforeId = ', "id": ';

/** A command's return, and whose it is. */
export interface ReplyLine {
  readonly id: number;
  readonly value: unknown;
}

/**
 * Reads a reply that is laid out as QEMU lays it out, of which only the value is parsed; undefined for whatever is laid
 * out in another way, and that says nothing of what it is.
 * @param last - where the line's last bracket is.
 */
export function readReplyLine(text: string, start: number, last: number): ReplyLine | undefined {
  let idAt = last;
  while (isDigit(text, idAt - 1)) idAt--;
  const valueAt = start + beforeValue.length;
  const valueEnd = idAt - beforeId.length;
  if (!isNumeral(text, idAt, last) || !stands(beforeValue, text, start) || !stands(beforeId, text, valueEnd))
    return undefined;
  try {
    return { id: natural(text, idAt), value: JSON.parse(text.slice(valueAt, valueEnd)) as unknown };
  } catch {
    // Whoever parses all of it will tell what is wrong.
    return undefined;
  }
}

/** Whether what has the look of a number is one as JSON writes it. */
function isNumeral(text: string, at: number, end: number): boolean {
  return at < end && (at + 1 === end || text[at] !== "0");
}

/** Whether a text has this part at this place; of parts so short, a copy is compared faster than anything else. */
function stands(part: string, text: string, at: number): boolean {
  return text.slice(at, at + part.length) === part;
}
