/** An event as QEMU lays it out, up to its data, or to the end of its name where it has none. */
const envelope =
  /\{"timestamp": \{"seconds": (?:0|[1-9]\d*), "microseconds": (?:0|[1-9]\d*)\}, "event": "[\w.-]+"(?:, "data": \{)?/y;

export const beforeSeconds: number = '{"timestamp": {"seconds": '.length;
const beforeName = '}, "event": "'.length;

/** Of `timestamp`. */
const firstLetter = 0x74;

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
