import type { EventMessage } from "../signals/event.js";

/** More than this many are not expected of a server that should send none. */
const most = 1000;

/**
 * Holds the events that come before anybody can listen: with the greeting, within the negotiation, or in the
 * same breath as its end. They are released when whoever awaited the session has had a chance to listen.
 */
export class EarlyEvents {
  readonly #deliver: (event: EventMessage) => void;
  #held: EventMessage[] | undefined = [];
  #expected = false;

  constructor(deliver: (event: EventMessage) => void) {
    this.#deliver = deliver;
  }

  /** Whether events are held no more. */
  get released(): boolean {
    return this.#held === undefined;
  }

  /** The session is ready: somebody may listen by now, and no event need be lost for being one too many. */
  expect(): void {
    this.#expected = true;
  }

  /** @returns false when there are too many, and this one is lost. */
  take(event: EventMessage): boolean {
    if (this.#held !== undefined) {
      if (this.#held.length < most) {
        this.#held.push(event);
        return true;
      }
      if (!this.#expected) return false;
      this.release();
    }
    this.#deliver(event);
    return true;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#deliver(event);
  }
}
