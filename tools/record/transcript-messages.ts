import { parseExactly } from "qapi-ts";
import type { TranscriptEntry } from "qapi-ts/observe";

/** A message as a JSON object. */
export type Message = Readonly<Record<string, unknown>>;

/** A message of a transcript. */
interface TimedMessage {
  readonly from: TranscriptEntry["from"];
  /** When the end of the message arrived, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly message: Message;
}

/** Joins the chunks of both sides, and splits them into messages. */
export function messagesOf(entries: readonly TranscriptEntry[]): TimedMessage[] {
  const splitters = { client: new MessageSplitter(), server: new MessageSplitter() };
  return entries.flatMap(({ from, at, text }) =>
    splitters[from].add(text).map((message) => ({ from, at, message })),
  );
}

/**
 * Splits the text of one side into messages. A message ends with its line. One that a monitor prints over several lines ends
 * with the line on which it is complete.
 */
class MessageSplitter {
  /** The lines of an incomplete message. */
  #pending = "";
  /** An incomplete line. */
  #line = "";

  add(text: string): Message[] {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    return lines.flatMap((line) => this.#addLine(line));
  }

  #addLine(line: string): Message[] {
    this.#pending += line;
    if (!line.trimEnd().endsWith("}")) return [];
    const message = parse(this.#pending);
    if (message === undefined) return [];
    this.#pending = "";
    return [message];
  }
}

function parse(text: string): Message | undefined {
  try {
    const value = parseExactly(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
