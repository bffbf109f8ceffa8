import type { FrameSink } from "./frame-sink.js";

const openers = /[{[]/;

/**
 * Cuts what a client sends into JSON values. A client need not end its requests with a line end, so a value
 * is complete when its last bracket closes. 0xFF, and any control character that is no white space, voids
 * what stands before it.
 * @see QEMU's "QMP specification", section "Forcing the JSON parser into known-good state"
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
      if (isVoiding(character)) {
        this.#reset(this.#text + chunk.slice(start, at + 1));
        start = at + 1;
      } else if (this.#ends(character)) {
        this.#complete(this.#text + chunk.slice(start, at + 1));
        start = at + 1;
      }
    }
    this.#keep(chunk.slice(start));
  }

  /** Follows brackets and strings; true behind the character that ends a value, or a line outside of one. */
  #ends(character: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (openers.test(character)) this.#depth++;
    else if (character === "}" || character === "]") return --this.#depth <= 0;
    return character === "\n" && this.#depth === 0;
  }

  #complete(text: string): void {
    this.#clear();
    if (text.trim() === "") return;
    if (!this.#sink.message(text, false)) this.#sink.malformed(text);
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

function isVoiding(character: string): boolean {
  if (character === "\u00ff" || character === "\ufffd") return true;
  return character < " " && character !== "\t" && character !== "\r" && character !== "\n";
}
