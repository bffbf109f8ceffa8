import { emitKeypressEvents, type Key } from "node:readline";
import type { ReadStream } from "node:tty";

/** A key, or characters, as `node:readline` decodes them. */
export interface KeyPress {
  /** The characters; undefined for a key that is not a character. */
  readonly text: string | undefined;
  readonly key: Key;
}

/** The keys that are typed, in order. Keys that are typed while a command runs wait for the prompt. */
export class KeyQueue {
  readonly #input: ReadStream;
  readonly #keys: KeyPress[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;
  #interrupt: (() => void) | undefined;

  constructor(input: ReadStream) {
    this.#input = input;
    emitKeypressEvents(input);
    input.on("keypress", this.#add);
    input.once("end", this.close);
    input.setRawMode(true);
    input.resume();
  }

  /** Reports whether no key is waiting. */
  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Returns the next key; undefined after the end of the input. */
  async next(): Promise<KeyPress | undefined> {
    while (this.#keys.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#isClosed ? undefined : this.#keys.shift();
  }

  /** Calls a function for each Ctrl-C instead of queueing the key. Undefined queues it again. */
  onInterrupt(interrupt: (() => void) | undefined): void {
    this.#interrupt = interrupt;
  }

  /** Ends the queue. Keys that wait are dropped. */
  readonly close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#input.off("keypress", this.#add);
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#wake?.();
  };

  readonly #add = (text: string | undefined, key: Key): void => {
    if (isControl(key, "c") && this.#interrupt !== undefined) {
      this.#interrupt();
      return;
    }
    this.#keys.push({ text, key });
    this.#wake?.();
  };
}

/** Reports whether a key is Ctrl and a letter. */
export function isControl(key: Key, letter: string): boolean {
  return key.ctrl === true && key.meta !== true && key.name === letter;
}
