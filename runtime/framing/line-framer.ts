import { endOfString, maxDepth } from "../json.js";

/** The default limit on the length of a message: 64 MiB of characters, QEMU's own limit for one JSON token. */
export const defaultMessageLimit: number = 64 * 1024 * 1024;

/** Receives the messages that a framer finds. */
export interface FrameSink {
  /** Handles the text of one message. @returns false if the text is not valid JSON. */
  message(text: string): boolean;
  /** Handles text that is not a message and was skipped. */
  malformed(text: string): void;
  /** Called once if a message exceeds the limit; the framer then stops. */
  tooLong(limit: number): void;
}

const carriageReturn = 0x0d;

/**
 * Splits the output of a server into messages. A server ends each message with CRLF; with QEMU's `pretty=on` a message
 * also contains line ends. Every character is searched once, so the cost is linear in the length of a message.
 * @see QMP specification, sections "General Definitions" and "QGA Synchronization"
 */
export class LineFramer {
  readonly #sink: FrameSink;
  readonly #limit: number;
  /** The beginning of a line that has not ended yet. */
  #partial: TextPieces | undefined;
  /** Created for the first line that is not a complete message. */
  #multiline: MultilineFramer | undefined;
  #stopped = false;

  constructor(sink: FrameSink, limit: number = defaultMessageLimit) {
    this.#sink = sink;
    this.#limit = limit;
  }

  push(chunk: string): void {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
      if (this.#stopped) return;
      const partial = this.#partial;
      this.#line(
        partial === undefined ? chunk.slice(start, lineEnd(chunk, end)) : this.#complete(partial, chunk, end),
      );
      start = end + 1;
    }
    if (this.#stopped || start === chunk.length) return;
    this.#partial ??= new TextPieces();
    this.#partial.add(chunk.slice(start));
    // The carriage return of a CRLF does not count.
    this.#checkLimit(this.#partial.length - (chunk.endsWith("\r") ? 1 : 0));
  }

  /** Returns the line that began in an earlier chunk. */
  #complete(partial: TextPieces, chunk: string, end: number): string {
    this.#partial = undefined;
    const line = partial.join(chunk.slice(0, end));
    return line.slice(0, lineEnd(line, line.length));
  }

  #line(line: string): void {
    if (!this.#checkLimit(line.length)) return;
    const isCandidate = this.#multiline?.isOpen !== true && looksComplete(line);
    if (isCandidate && this.#sink.message(line)) return;
    this.#multiline ??= new MultilineFramer(this.#sink, (rest) => this.#line(rest));
    this.#multiline.line(line, isCandidate);
  }

  /** @returns false if the message that the text belongs to exceeds the limit. */
  #checkLimit(length: number): boolean {
    if ((this.#multiline?.length ?? 0) + length <= this.#limit) return true;
    this.#stopped = true;
    this.#partial = undefined;
    this.#multiline?.clear();
    this.#sink.tooLong(this.#limit);
    return false;
  }
}

/** Returns the end of a line without the carriage return of a CRLF. */
function lineEnd(text: string, end: number): number {
  return text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
}

/** A shorter piece of text is joined to the one before it. */
const pieceLength = 4096;

/** Collects text. A string that grows by single characters takes 32 bytes for each until it is read. */
class TextPieces {
  #pieces: string[] | undefined;
  #last = "";
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    this.#length += text.length;
    this.#last += text;
    if (this.#last.length < pieceLength) return;
    // Reading a character makes the string flat.
    if (this.#last.length > text.length) this.#last.charCodeAt(0);
    (this.#pieces ??= []).push(this.#last);
    this.#last = "";
  }

  /** Returns the pieces and the end of the text as one string. */
  join(end: string): string {
    return [...(this.#pieces ?? []), this.#last, end].join("");
  }
}

/** The byte 0xFF, as latin1 and UTF-8 decode it. It invalidates the text in front of it. */
const resetCharacter = /[\u00ff\ufffd]/;

/** The beginning of a protocol message on its own line. */
const messageStart = /^\{\s*"(?:QMP|return|error|event|timestamp|id)"\s*:/;

/** Reading a line that is not a message takes much longer than appending it. */
const maxInterruptions = 100;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Returns whether a line may be a complete object. JSON.parse decides. */
function looksComplete(line: string): boolean {
  return line.charCodeAt(0) === openBrace && line.charCodeAt(line.length - 1) === closeBrace;
}

/** Handles the lines that are not complete messages: parts of one, lines with a reset byte, and noise. */
class MultilineFramer {
  readonly #sink: FrameSink;
  readonly #restart: (line: string) => void;
  /** The lines of the open message. */
  #text = "";
  #depth = 0;
  /** The lines that looked like a message within the open one, and were not. */
  #interruptions = 0;

  /** @param restart - handles the text after a reset byte as its own line. */
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
      if (isMessage || ++this.#interruptions > maxInterruptions) this.#discard();
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
    this.#depth += nestingOf(line);
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

/** Returns how many brackets text opens more than it closes. */
function nestingOf(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    // The codes of [ and {, and of ] and }, differ in one bit.
    else if ((code | 0x20) === openBrace) depth++;
    else if ((code | 0x20) === closeBrace) depth--;
  }
  return depth;
}

/** Returns whether a line is a complete message, which means that the open one will never be completed. */
function interrupts(line: string): boolean {
  return looksComplete(line) && messageStart.test(line);
}

/**
 * Returns the index of the last reset byte of a line that is not valid JSON, or -1. Inside a string the character may be
 * text, so it counts only if a message can begin after it.
 */
function lastReset(line: string): number {
  const at = Math.max(line.lastIndexOf("\u00ff"), line.lastIndexOf("\ufffd"));
  if (at < 0) return -1;
  return /^[\u00ff\ufffd\s]*(?:\{|$)/.test(line.slice(at)) ? at : -1;
}
