import { maxDepth, nestingOf } from "../json.js";
import type { FrameSink } from "./frame-sink.js";

/** The byte 0xFF, as latin1 and UTF-8 decode it. It invalidates the text in front of it. */
const resetCharacter = /[\u00ff\ufffd]/;

/** The beginning of a protocol message on a line of its own. */
const messageStart = /^\{\s*"(?:QMP|return|error|event|timestamp|id)"\s*:/;

/** Reading a line that is not a message takes much longer than appending it. */
const mostInterruptions = 100;

const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Returns whether a line may be a complete object. JSON.parse decides. */
export function looksComplete(line: string): boolean {
  return line.charCodeAt(0) === openBrace && line.charCodeAt(line.length - 1) === closeBrace;
}

/** Handles the lines that are not complete messages: parts of one, lines with a reset byte, and noise. */
export class MultilineFramer {
  readonly #sink: FrameSink;
  readonly #restart: (line: string) => void;
  /** The lines of the open message. */
  #text = "";
  #depth = 0;
  /** The lines that looked like a message within the open one, and were not. */
  #interruptions = 0;

  /** @param restart - handles the text behind a reset byte as a line of its own. */
  constructor(sink: FrameSink, restart: (line: string) => void) {
    this.#sink = sink;
    this.#restart = restart;
  }

  /** Whether the next line continues a message. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** The number of buffered characters. */
  get length(): number {
    return this.#text.length;
  }

  /** @param isInvalid - whether the line alone is known not to be valid JSON. */
  line(line: string, isInvalid = false): void {
    if (this.isOpen && interrupts(line)) {
      const isMessage = this.#sink.message(line);
      if (isMessage || ++this.#interruptions > mostInterruptions) this.#discard();
      if (isMessage) return;
    }
    const reset = lastReset(line);
    if (reset >= 0) this.#reset(line, reset);
    else if (this.isOpen || line.trim() !== "") this.#append(line, isInvalid);
  }

  clear(): void {
    this.#text = "";
    this.#depth = 0;
    this.#interruptions = 0;
  }

  #reset(line: string, at: number): void {
    this.#discard();
    const before = line.slice(0, at).replace(resetCharacter, "").trim();
    if (before !== "") this.#sink.malformed(before);
    this.#restart(line.slice(at + 1));
  }

  #append(line: string, isInvalid: boolean): void {
    this.#text += `${line}\n`;
    this.#depth += nestingOf(line).depth;
    if (this.#depth > maxDepth) {
      this.#discard();
      return;
    }
    if (this.isOpen) return;
    const text = this.#text.trim();
    this.clear();
    // To parse noise takes much longer than to skip it.
    if (isInvalid || !looksComplete(text) || !this.#sink.message(text)) this.#sink.malformed(text);
  }

  /** Gives up the open message. */
  #discard(): void {
    if (this.#text !== "") this.#sink.malformed(this.#text.trim());
    this.clear();
  }
}

/** Returns whether a line is a complete message, which means that the open one will never be completed. */
function interrupts(line: string): boolean {
  return looksComplete(line) && messageStart.test(line);
}

/**
 * Returns the index of the last reset byte of a line that is not valid JSON, or -1. Inside a string the character may be
 * text, so it counts only if a message can begin behind it.
 */
function lastReset(line: string): number {
  const at = Math.max(line.lastIndexOf("\u00ff"), line.lastIndexOf("\ufffd"));
  if (at < 0) return -1;
  return /^[\u00ff\ufffd\s]*(?:\{|$)/.test(line.slice(at)) ? at : -1;
}
