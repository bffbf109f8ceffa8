import { digitAt, isDigit } from "./digits.js";

const beforeValue = '{"return": ';
const beforeId = ', "id": ';

/** Who takes what a command returned. */
export interface ReturnTaker {
  /** @returns false when no call has this id. */
  returned(id: number, value: unknown): boolean;
}

/**
 * Hands on a reply that is laid out as QEMU lays it out, of which only the value is parsed. What is laid out in another
 * way is not handed on, and that says nothing of what it is.
 * @param last - where the line's last bracket is.
 * @returns whether it was taken.
 */
export function handReplyLine(text: string, start: number, last: number, taker: ReturnTaker): boolean {
  let id = 0;
  let idAt = last;
  for (let weight = 1; isDigit(text, idAt - 1); weight *= 10) id += weight * digitAt(text, --idAt);
  const valueEnd = idAt - beforeId.length;
  if (
    !isNumeral(text, idAt, last) ||
    !stands(beforeValue, text, start) ||
    !stands(beforeId, text, valueEnd)
  ) {
    return false;
  }
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start + beforeValue.length, valueEnd));
  } catch {
    // Whoever parses all of it will tell what is wrong.
    return false;
  }
  return taker.returned(id, value);
}

/** Whether what has the look of a number is one as JSON writes it. */
function isNumeral(text: string, at: number, end: number): boolean {
  return at < end && (at + 1 === end || text[at] !== "0");
}

/** Whether a text has this part at this place; of parts so short, a copy is compared faster than anything else. */
function stands(part: string, text: string, at: number): boolean {
  return text.slice(at, at + part.length) === part;
}
