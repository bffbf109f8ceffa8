import { depthOf } from "./depth.js";
import type { FrameSink } from "./frame-sink.js";
import { looksWhole } from "./whole.js";

/** The byte 0xFF, as it arrives in latin1 and in UTF-8. It voids whatever stands before it. */
const resynchronisation = /[\u00ff\ufffd]/;

/** The beginning of a message of the protocol, on a line of its own. */
const messageLine = /^\{\s*"(?:QMP|return|error|event|timestamp|id)"\s*:/;

/** Lines that are no whole messages: parts of one, or 0xFF before one, or nothing of the sort. */
export class SlowLines {
  readonly #sink: FrameSink;
  readonly #again: (line: string) => void;
  /** The lines of a message that goes on over several. */
  #open = "";
  #depth = 0;

  /** @param again - takes what stands behind 0xFF, as a line of its own. */
  constructor(sink: FrameSink, again: (line: string) => void) {
    this.#sink = sink;
    this.#again = again;
  }

  /** Whether a message is open that goes on with the next line. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** How many characters are kept. */
  get length(): number {
    return this.#open.length;
  }

  line(line: string): void {
    if (this.isOpen && interrupts(line) && this.#sink.message(line, false) === true) {
      this.#drop();
      return;
    }
    const mark = lastMark(line);
    if (mark >= 0) {
      this.#drop();
      const before = line.slice(0, mark).replace(resynchronisation, "").trim();
      if (before !== "") this.#sink.malformed(before);
      this.#again(line.slice(mark + 1));
      return;
    }
    if (!this.isOpen && line.trim() === "") return;
    this.#open += `${line}\n`;
    this.#depth += depthOf(line);
    if (this.isOpen) return;
    const text = this.#open;
    this.forget();
    if (this.#sink.message(text, false) !== true) this.#sink.malformed(text.trim());
  }

  forget(): void {
    this.#open = "";
    this.#depth = 0;
  }

  /** Gives up the message that was open. */
  #drop(): void {
    if (this.#open !== "") this.#sink.malformed(this.#open.trim());
    this.forget();
  }
}

/** A whole message in the middle of another one: the other will never end. */
function interrupts(line: string): boolean {
  return looksWhole(line) && messageLine.test(line);
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
