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
  #partial = "";
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
      this.#line(this.#partial === "" ? chunk.slice(start, lineEnd(chunk, end)) : this.#complete(chunk, end));
      start = end + 1;
    }
    if (this.#stopped) return;
    this.#partial += chunk.slice(start);
    this.#checkLimit(this.#partial.length);
  }

  /** Returns the line that began in an earlier chunk. */
  #complete(chunk: string, end: number): string {
    const line = this.#partial + chunk.slice(0, end);
    this.#partial = "";
    return line.slice(0, lineEnd(line, line.length));
  }

  #line(line: string): void {
    if (!this.#checkLimit(line.length)) return;
    if (this.#multiline?.isOpen !== true && looksComplete(line) && this.#sink.message(line)) return;
    this.#multiline ??= new MultilineFramer(this.#sink, (rest) => {
      this.#line(rest);
    });
    this.#multiline.line(line);
  }

  /** @returns false if the message that the text belongs to exceeds the limit. */
  #checkLimit(length: number): boolean {
    if ((this.#multiline?.length ?? 0) + length <= this.#limit) return true;
    this.#stopped = true;
    this.#partial = "";
    this.#multiline?.clear();
    this.#sink.tooLong(this.#limit);
    return false;
  }
}

/** Returns the end of a line without the carriage return of a CRLF. */
function lineEnd(text: string, end: number): number {
  return text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
}
