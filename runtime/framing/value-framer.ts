import { lexical, transitions } from "./json-lexer.js";

/** The deepest nesting of a value. It is QEMU's own limit. */
const maxNesting = 1024;

/** The most tokens of a value, which limit the memory of a parsed value. It is QEMU's own limit. */
const maxTokens = 2 * 1024 * 1024;

/** Receives what a {@link ValueFramer} finds. */
export interface ValueSink {
  /** Receives a value whose brackets are balanced. The bytes are valid during the call. */
  value(bytes: Uint8Array): void;
  /** Called for each piece of input that was skipped. */
  malformed(reason: string): void;
  /** Called once if a value exceeds the limit; the framer then stops. */
  tooLong(limit: number): void;
}

/**
 * Splits the output of a client into JSON values. A client need not end a request with a line end, so a value is complete
 * when its last bracket closes. A byte that cannot continue a token, such as 0xFF, discards the value to which it belongs.
 * @see QMP specification, section "Forcing the JSON parser into known-good state"
 */
export class ValueFramer {
  readonly #sink: ValueSink;
  /** The longest value, in bytes. */
  limit: number;
  /** The beginning of a value that has not ended yet. */
  readonly #partial = new ByteBuffer();
  #state: number = lexical.start;
  #braces = 0;
  #brackets = 0;
  #tokens = 0;
  #paused = false;
  #stopped = false;
  #running = false;
  /** The rest of a chunk during which the framer was paused. */
  #rest: Uint8Array | undefined;
  /** The bytes that arrived after it. */
  #waiting = new ByteBuffer();

  constructor(sink: ValueSink, limit: number) {
    this.#sink = sink;
    this.limit = limit;
  }

  /** The number of bytes that were pushed while the framer was paused and that it has not read yet. */
  get waitingBytes(): number {
    return this.#waiting.length;
  }

  push(chunk: Uint8Array): void {
    if (this.#stopped) return;
    if (this.#paused || this.#running || this.#rest !== undefined) this.#waiting.append(chunk);
    else {
      this.#rest = chunk;
      this.#run();
    }
  }

  /** Finds no further value until `resume`. The sink may call both. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#run();
  }

  /** Discards everything, now and later. */
  stop(): void {
    this.#stopped = true;
    this.#rest = undefined;
    this.#partial.clear();
    this.#waiting.clear();
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next())
      this.#rest = this.#process(chunk);
    this.#running = false;
  }

  #next(): Uint8Array | undefined {
    if (this.#paused || this.#stopped) return undefined;
    if (this.#rest !== undefined || this.#waiting.length === 0) return this.#rest;
    const waiting = this.#waiting;
    this.#waiting = new ByteBuffer();
    return waiting.take();
  }

  /** @returns the rest of the chunk, if the sink has paused the framer. */
  #process(chunk: Uint8Array): Uint8Array | undefined {
    let state = this.#state;
    let start = this.#isInValue ? 0 : -1;
    let at = 0;
    while (at < chunk.length) {
      const next = transitions[state * 256 + (chunk[at] ?? 0)] ?? lexical.error;
      if (start < 0 && next !== lexical.start && state === lexical.start) start = at;
      if (next < lexical.openBrace) {
        state = next;
        at++;
        continue;
      }
      if (next !== lexical.afterToken && next !== lexical.recovered) at++;
      state = next === lexical.error ? lexical.recovery : lexical.start;
      if (next === lexical.recovered || !this.#endsValue(next, chunk, start, at)) continue;
      start = -1;
      if (this.#stopped) return undefined;
      if (this.#paused) break;
    }
    this.#state = state;
    if (at < chunk.length) return chunk.subarray(at);
    if (start >= 0) this.#keep(chunk.subarray(start));
    return undefined;
  }

  get #isInValue(): boolean {
    return this.#tokens > 0 || (this.#state !== lexical.start && this.#state !== lexical.recovery);
  }

  /**
   * Handles a token or an error.
   * @returns whether the value that it belongs to has ended.
   */
  #endsValue(kind: number, chunk: Uint8Array, start: number, end: number): boolean {
    // Without the last byte, before which the limit was not checked if the value came in one chunk.
    const length = this.#partial.length + end - 1 - start;
    if (kind === lexical.error) return this.#discard(describeByte(chunk[end - 1] ?? 0), length);
    if (kind === lexical.openBrace) this.#braces++;
    else if (kind === lexical.closeBrace) this.#braces--;
    else if (kind === lexical.openBracket) this.#brackets++;
    else if (kind === lexical.closeBracket) this.#brackets--;
    if (this.#braces + this.#brackets > maxNesting)
      return this.#discard(`nested deeper than ${maxNesting}`, length);
    if (++this.#tokens > maxTokens) return this.#discard(`more than ${maxTokens} tokens`, length);
    const isOpen = this.#braces > 0 || this.#brackets > 0;
    if (isOpen && this.#braces >= 0 && this.#brackets >= 0) return false;
    this.#complete(chunk.subarray(start, end));
    return true;
  }

  #complete(lastPart: Uint8Array): void {
    const length = this.#partial.length + lastPart.length;
    if (length > this.limit) {
      this.#tooLong();
      return;
    }
    if (this.#partial.length === 0) {
      this.#reset();
      this.#sink.value(lastPart);
      return;
    }
    this.#partial.append(lastPart);
    const bytes = this.#partial.take();
    this.#reset();
    this.#sink.value(bytes);
  }

  /** @param length - that of the value in front of the byte that ended it. */
  #discard(reason: string, length: number): true {
    if (length > this.limit) {
      this.#tooLong();
      return true;
    }
    this.#partial.clear();
    this.#reset();
    this.#sink.malformed(reason);
    return true;
  }

  #reset(): void {
    this.#braces = 0;
    this.#brackets = 0;
    this.#tokens = 0;
  }

  #keep(part: Uint8Array): void {
    if (this.#partial.length + part.length > this.limit) this.#tooLong();
    else this.#partial.append(part);
  }

  #tooLong(): void {
    this.stop();
    this.#sink.tooLong(this.limit);
  }
}

function describeByte(byte: number): string {
  const isPrintable = byte > 0x20 && byte < 0x7f;
  return `unexpected ${isPrintable ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, "0")}`}`;
}

/** The capacity to start with and to keep, in bytes. */
const smallCapacity = 4096;

/** Bytes that arrive in pieces. Appending costs a constant time per byte. */
class ByteBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) this.#grow(Math.max(length, 2 * this.#bytes.length, smallCapacity));
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Empties the buffer and returns its bytes, which the next `append` overwrites. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.clear();
    return taken;
  }

  /** Releases the memory of a large value. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > smallCapacity) this.#bytes = new Uint8Array(0);
  }

  #grow(capacity: number): void {
    const grown = new Uint8Array(capacity);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
