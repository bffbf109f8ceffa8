import { mayHaveLongIntegers } from "../json/parse.js";
import { depthOf } from "./depth.js";

/** Where a framer puts what it finds. */
export interface FrameSink {
  /**
   * Takes the text of one message; false when the text is not JSON. `short` tells that it is known to have no
   * integer of more than 15 digits.
   */
  message(text: string, short: boolean): boolean;
  /**
   * Shown a line that looks whole, before it is cut out of its chunk: true when there is nothing left to do with it.
   * @param last - where its last bracket is.
   * @param isShort - what `message` is told, when it is asked for.
   */
  line?(chunk: string, start: number, last: number, isShort: () => boolean): boolean;
  /** Told of text that is no message, and was left out. */
  malformed(text: string): void;
  /** Told once, when a message is longer than the limit; nothing follows. */
  tooLong(limit: number): void;
}

/**
 * 64 MiB of characters: what QEMU itself takes as the longest token.
 */
export const defaultMessageLimit: number = 64 * 1024 * 1024;

const openBrace = 0x7b;
const closeBrace = 0x7d;
const carriageReturn = 0x0d;

/** The byte 0xFF, as it arrives in latin1 and in UTF-8. It voids whatever stands before it. */
const resynchronisation = /[\u00ff\ufffd]/;

/** The beginning of a message of the protocol, on a line of its own. */
const messageLine = /^\{\s*"(?:QMP|return|error|event|timestamp|id)"\s*:/;

/**
 * Cuts what a server sends into messages. A server ends each with CRLF; with QEMU's `pretty=on` there are
 * line ends within a message too. Only new text is ever searched, so a message of any length costs time in
 * proportion to its length.
 * @see QEMU's "QMP specification", sections "General Definitions" and "QGA Synchronization"
 */
export class LineFramer {
  readonly #sink: FrameSink;
  readonly #limit: number;
  /** The beginning of a line whose end has not come. */
  #rest = "";
  /** The lines of a message that goes on over several. */
  #open = "";
  #depth = 0;
  #stopped = false;

  constructor(sink: FrameSink, limit: number = defaultMessageLimit) {
    this.#sink = sink;
    this.#limit = limit;
  }

  push(chunk: string): void {
    let start = 0;
    let short: boolean | undefined;
    // One search of a chunk costs less than one of each of its lines.
    const isShort = (): boolean => (short ??= !mayHaveLongIntegers(chunk));
    for (;;) {
      if (this.#stopped) return;
      const end = chunk.indexOf("\n", start);
      if (end < 0) break;
      if (this.#rest !== "") {
        const line = this.#rest + chunk.slice(start, end);
        this.#rest = "";
        this.#line(line, false);
      } else if (!this.#shown(chunk, start, end, isShort)) {
        this.#line(chunk.slice(start, end), isShort());
      }
      start = end + 1;
    }
    this.#rest = this.#rest === "" ? chunk.slice(start) : this.#rest + chunk.slice(start);
    this.#limitLength(this.#rest.length);
  }

  /** Whether a line is done with as it lies there. */
  #shown(chunk: string, start: number, end: number, isShort: () => boolean): boolean {
    const last = lastOf(chunk, end);
    if (this.#depth > 0 || end - start > this.#limit || chunk.charCodeAt(last) !== closeBrace) return false;
    return this.#sink.line?.(chunk, start, last, isShort) ?? false;
  }

  #line(line: string, short: boolean): void {
    if (this.#limitLength(line.length)) return;
    if (this.#depth > 0 ? this.#interrupts(line) : looksWhole(line)) {
      if (this.#sink.message(line, short)) {
        this.#drop();
        return;
      }
    }
    this.#slowly(line);
  }

  /** A whole message in the middle of another one: the other will never end. */
  #interrupts(line: string): boolean {
    return looksWhole(line) && messageLine.test(line);
  }

  /** Gives up the message that was open. */
  #drop(): void {
    if (this.#open !== "") this.#sink.malformed(this.#open.trim());
    this.#close();
  }

  #close(): void {
    this.#open = "";
    this.#depth = 0;
  }

  /** A line that is no whole message: part of one, or 0xFF before one, or nothing of the sort. */
  #slowly(line: string): void {
    const mark = lastMark(line);
    if (mark >= 0) {
      this.#drop();
      const before = line.slice(0, mark).replace(resynchronisation, "").trim();
      if (before !== "") this.#sink.malformed(before);
      this.#line(line.slice(mark + 1), false);
      return;
    }
    if (this.#depth === 0 && line.trim() === "") return;
    this.#open += `${line}\n`;
    this.#depth += depthOf(line);
    if (this.#depth > 0) return;
    const text = this.#open;
    this.#close();
    if (!this.#sink.message(text, false)) this.#sink.malformed(text.trim());
  }

  #limitLength(length: number): boolean {
    if (this.#open.length + length <= this.#limit) return false;
    this.#stopped = true;
    this.#rest = "";
    this.#close();
    this.#sink.tooLong(this.#limit);
    return true;
  }
}

/** Whether a line has the look of a whole object; JSON.parse has the last word. */
function looksWhole(line: string): boolean {
  return line.charCodeAt(0) === openBrace && line.charCodeAt(lastOf(line, line.length)) === closeBrace;
}

/** The place of a line's last character, where the line ends before `end`. */
function lastOf(text: string, end: number): number {
  return text.charCodeAt(end - 1) === carriageReturn ? end - 2 : end - 1;
}

/**
 * The place of the last 0xFF of a line that is no JSON as it stands; -1 where there is none. Within a string
 * the character may be text (or damage), so a line counts as marked only if what follows can begin a message.
 */
function lastMark(line: string): number {
  const at = Math.max(line.lastIndexOf("\u00ff"), line.lastIndexOf("\ufffd"));
  if (at < 0) return -1;
  return /^[\u00ff\ufffd\s]*(?:\{|$)/.test(line.slice(at)) ? at : -1;
}
