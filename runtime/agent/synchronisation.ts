import { isObject } from "../json.js";
import type { Clock } from "../clock.js";

/** What a synchronisation needs of its session. */
export interface SynchronisationParts {
  readonly clock: Clock;
  /** How long an answer is awaited before it is tried again, at first, in milliseconds; each time twice as long. */
  readonly interval: number;
  send(text: string): void;
  done(): void;
}

/** The longest wait between two attempts, in milliseconds. */
const longestInterval = 30_000;

/** The numbers that an agent's `int` and every reader of JSON hold exactly. */
const tokens = 0x7fff_ffff;

/**
 * Finds the place from which on replies are ours: whatever comes before the reply with our token was meant for
 * somebody else, or for what was given up. A guest that is not ready does not answer, so it is asked again.
 * @see QEMU's "QEMU Guest Agent Protocol Reference", `guest-sync-delimited`
 */
export class Synchronisation {
  readonly #parts: SynchronisationParts;
  #interval: number;
  /** A new one each time, so that a late reply to an earlier attempt cannot pass for a reply to what comes after. */
  #token = Math.floor(Math.random() * tokens);
  #stopClock: (() => void) | undefined;

  constructor(parts: SynchronisationParts) {
    this.#parts = parts;
    this.#interval = parts.interval;
    this.#ask();
  }

  /** Takes whatever comes. */
  received(message: unknown): void {
    if (!isObject(message) || message["return"] !== this.#token) return;
    this.stop();
    this.#parts.done();
  }

  stop(): void {
    this.#stopClock?.();
  }

  #ask(): void {
    this.#token = (this.#token + 1) % tokens;
    // The byte 0xFF makes the agent forget what was half said.
    this.#parts.send(`\u00ff{"execute":"guest-sync-delimited","arguments":{"id":${this.#token}}}\n`);
    this.#stopClock = this.#parts.clock.after(this.#interval, () => {
      this.#interval = Math.min(this.#interval * 2, longestInterval);
      this.#ask();
    });
  }
}
