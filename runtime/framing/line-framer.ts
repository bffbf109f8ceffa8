import { supplier } from "#supplier";
import { mayHaveLongIntegers } from "../json/short.js";
import type { FrameSink } from "./frame-sink.js";
import { defaultMessageLimit } from "./message-limit.js";
import type { SlowLines } from "./slow-lines.js";
import { endsAt, lastOf, looksWhole } from "./whole.js";

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
  /** Made for the first line that is no whole message. */
  #slow: SlowLines | undefined;
  #stopped = false;

  constructor(sink: FrameSink, limit: number = defaultMessageLimit) {
    this.#sink = sink;
    this.#limit = limit;
  }

  /** @returns what is to be pushed again when the supplement is there, which it takes; undefined where it takes nothing. */
  push(chunk: string): string | undefined {
    let start = 0;
    let short: boolean | undefined;
    // One search of a chunk costs less than one of each of its lines.
    const isShort = (): boolean => (short ??= !mayHaveLongIntegers(chunk));
    for (;;) {
      if (this.#stopped) return undefined;
      const end = chunk.indexOf("\n", start);
      if (end < 0) break;
      if (this.#rest !== "" || !this.#shown(chunk, start, end, isShort)) {
        const known = this.#rest === "" && isShort();
        const line = this.#rest + chunk.slice(start, end);
        this.#rest = "";
        if (!this.#line(line, known)) return line + chunk.slice(end);
      }
      start = end + 1;
    }
    this.#rest += chunk.slice(start);
    this.#limitLength(this.#rest.length);
    return undefined;
  }

  /** Whether a line is done with as it lies there. */
  #shown(chunk: string, start: number, end: number, isShort: () => boolean): boolean {
    const last = lastOf(chunk, end);
    if (this.#slow?.isOpen === true || end - start > this.#limit || !endsAt(chunk, last)) return false;
    return this.#sink.line?.(chunk, start, last, isShort) ?? false;
  }

  /** @returns false when it takes the supplement, and nothing was done. */
  #line(line: string, short: boolean): boolean {
    if (this.#limitLength(line.length)) return true;
    if (this.#slow?.isOpen !== true && looksWhole(line)) {
      const taken = this.#sink.message(line, short);
      if (taken !== false) return taken === true;
    }
    if (supplier.now === undefined) return false;
    this.#slow ??= new supplier.now.SlowLines(this.#sink, (behind) => this.#line(behind, false));
    this.#slow.line(line);
    return true;
  }

  #limitLength(length: number): boolean {
    if ((this.#slow?.length ?? 0) + length <= this.#limit) return false;
    this.#stopped = true;
    this.#rest = "";
    this.#slow?.forget();
    this.#sink.tooLong(this.#limit);
    return true;
  }
}
