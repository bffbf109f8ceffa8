import type { FrameSink } from "./frame-sink.js";

/**
 * Splits the output of a client into JSON values. A client need not end a request with a line end, so a value is complete
 * when its last bracket closes. The byte 0xFF, and any control character that is not white space, invalidates the text
 * in front of it.
 * @see QMP specification, section "Forcing the JSON parser into known-good state"
 */
export class ValueFramer {
  readonly #sink: FrameSink;
  readonly #limit: number;
  #text = "";
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(sink: FrameSink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
  }

  push(chunk: string): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk.charAt(at);
      if (isReset(character)) {
        this.#reset(this.#text + chunk.slice(start, at + 1));
        start = at + 1;
      } else if (this.#endsValue(character)) {
        this.#complete(this.#text + chunk.slice(start, at + 1));
        start = at + 1;
      }
    }
    this.#keep(chunk.slice(start));
  }

  /** Tracks brackets and strings. @returns whether the character ends a value, or a line outside of a value. */
  #endsValue(character: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (character === "{" || character === "[") this.#depth++;
    else if (character === "}" || character === "]") return --this.#depth <= 0;
    return character === "\n" && this.#depth === 0;
  }

  #complete(text: string): void {
    this.#clear();
    if (text.trim() === "") return;
    if (!this.#sink.message(text)) this.#sink.malformed(text);
  }

  #reset(text: string): void {
    this.#clear();
    this.#sink.malformed(text);
  }

  #clear(): void {
    this.#text = "";
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  #keep(rest: string): void {
    this.#text += rest;
    if (this.#text.length <= this.#limit) return;
    this.#clear();
    this.#sink.tooLong(this.#limit);
  }
}

function isReset(character: string): boolean {
  if (character === "\u00ff" || character === "\ufffd") return true;
  return character < " " && character !== "\t" && character !== "\r" && character !== "\n";
}
