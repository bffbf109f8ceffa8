import { startTimer, type Clock } from "../clock.js";
import { isObject } from "../json.js";

interface SynchronisationOptions {
  readonly clock: Clock;
  /** The delay before the second attempt, in milliseconds. Each further delay is twice as long. */
  readonly interval: number;
  send(text: string): void;
  /** Called when the session is synchronised. */
  onDone(): void;
}

/** The longest delay between two attempts, in milliseconds. */
const maxInterval = 30_000;

/** Tokens are below this: the agent's `int` and every JSON parser represent them exactly. */
const tokenLimit = 0x7fff_ffff;

/**
 * Synchronises with a guest agent: messages before the reply with the current token belong to another client or to a
 * cancelled call, and are ignored. An agent that is not running does not answer, so the request is repeated.
 * @see QEMU's "QEMU Guest Agent Protocol Reference", `guest-sync-delimited`
 */
export class Synchronisation {
  readonly #options: SynchronisationOptions;
  #interval: number;
  /** Differs in each attempt, so that a late reply to an earlier attempt is not accepted. */
  #token = Math.floor(Math.random() * tokenLimit);
  #cancelTimer: (() => void) | undefined;

  constructor(options: SynchronisationOptions) {
    this.#options = options;
    this.#interval = options.interval;
    this.#request();
  }

  /** @returns false if the message does not end the synchronisation. */
  receive(message: unknown): boolean {
    if (!isObject(message) || message["return"] !== this.#token) return false;
    this.stop();
    this.#options.onDone();
    return true;
  }

  stop(): void {
    this.#cancelTimer?.();
  }

  #request(): void {
    this.#token = (this.#token + 1) % tokenLimit;
    // The byte 0xFF makes the agent discard an incomplete request.
    this.#options.send(`\u00ff{"execute":"guest-sync-delimited","arguments":{"id":${this.#token}}}`);
    this.#cancelTimer = startTimer(this.#options.clock, this.#interval, () => {
      this.#interval = Math.min(this.#interval * 2, maxInterval);
      this.#request();
    });
  }
}
