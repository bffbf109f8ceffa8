import { JsonSyntaxError } from "../framing/json-string.js";
import { parseValue } from "../framing/json-value.js";
import { ValueFramer } from "../framing/value-framer.js";

/** The longest request before the negotiation is done, in bytes. */
const negotiationLimit = 64 * 1024;

interface ClientInputEffects {
  /** Receives a JSON value. @param size - the length of its text, in bytes. */
  message(value: unknown, size: number): void;
  /** Called for text that is not valid JSON. */
  malformed(reason: string): void;
  /** Called once if a limit is exceeded. No message follows. */
  exceeded(reason: string): void;
}

/** The messages that a client sends. */
export class ClientInput {
  readonly #effects: ClientInputEffects;
  readonly #limit: number;
  readonly #framer: ValueFramer;

  /** @param limit - the longest request after the negotiation, in bytes. */
  constructor(effects: ClientInputEffects, limit: number) {
    this.#effects = effects;
    this.#limit = limit;
    this.#framer = new ValueFramer(
      {
        value: (bytes) => this.#parse(bytes),
        malformed: (reason) => effects.malformed(reason),
        tooLong: (exceeded) => effects.exceeded(`a request is longer than ${exceeded} bytes`),
      },
      Math.min(limit, negotiationLimit),
    );
  }

  /** Called when the negotiation is done. */
  negotiated(): void {
    this.#framer.limit = this.#limit;
  }

  push(chunk: Uint8Array): void {
    this.#framer.push(chunk);
    if (this.#framer.waitingBytes <= this.#limit) return;
    this.#framer.stop();
    this.#effects.exceeded(`more than ${this.#limit} bytes of requests wait, and its transport cannot pause`);
  }

  /** Stops reading, or continues. What is pushed meanwhile waits. */
  setPaused(paused: boolean): void {
    if (paused) this.#framer.pause();
    else this.#framer.resume();
  }

  /** Discards everything, now and later. */
  stop(): void {
    this.#framer.stop();
  }

  #parse(bytes: Uint8Array): void {
    let value: unknown;
    try {
      value = parseValue(bytes);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.#effects.malformed(error.message);
      return;
    }
    this.#effects.message(value, bytes.length);
  }
}
