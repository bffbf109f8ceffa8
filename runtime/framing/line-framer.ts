import { defaultMessageLimit, type FrameSink } from "./frame-sink.js";
import { looksComplete, MultilineFramer } from "./multiline-framer.js";

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
    partial.add(chunk.slice(0, end));
    const line = partial.join();
    return line.slice(0, lineEnd(line, line.length));
  }

  #line(line: string): void {
    if (!this.#checkLimit(line.length)) return;
    const isCandidate = this.#multiline?.isOpen !== true && looksComplete(line);
    if (isCandidate && this.#sink.message(line)) return;
    this.#multiline ??= new MultilineFramer(this.#sink, (rest) => {
      this.#line(rest);
    });
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

  join(): string {
    return this.#pieces === undefined ? this.#last : this.#pieces.join("") + this.#last;
  }
}
