import { checkLimit } from "../clock.js";
import type { EventMessage } from "./event.js";
import type { InboxOptions } from "./inbox-options.js";
import { defaultSizeLimit } from "./stream.js";

const defaultLimit = 1_000;

/** The events that an inbox keeps until they are taken, within its limits. */
export class KeptEvents {
  readonly #limit: number;
  readonly #sizeLimit: number;
  /** The events and their sizes. A Map, because removing any entry takes constant time. */
  readonly #sizes = new Map<EventMessage, number>();
  #size = 0;

  constructor({ limit = defaultLimit, sizeLimit = defaultSizeLimit }: InboxOptions) {
    checkLimit(limit, "limit");
    checkLimit(sizeLimit, "sizeLimit");
    this.#limit = limit;
    this.#sizeLimit = sizeLimit;
  }

  get count(): number {
    return this.#sizes.size;
  }

  /** Whether events exceed the limits. */
  get isFull(): boolean {
    const { size: count } = this.#sizes;
    return count > this.#limit || (this.#size > this.#sizeLimit && count > Math.min(1, this.#limit));
  }

  add(message: EventMessage, size: number): void {
    this.#sizes.set(message, size);
    this.#size += size;
  }

  /** Removes the oldest event that matches and returns it; undefined if none does. */
  take(matches: (message: EventMessage) => boolean = () => true): EventMessage | undefined {
    for (const message of this.#sizes.keys()) {
      if (!matches(message)) continue;
      this.#size -= this.#sizes.get(message) ?? 0;
      this.#sizes.delete(message);
      return message;
    }
    return undefined;
  }

  clear(): void {
    this.#sizes.clear();
    this.#size = 0;
  }
}
