import { Outbox } from "../session/outbox.js";
import type { Transport } from "../transport/transport.js";

/** What a client's post may hold, and who is told of what it does. */
export interface PostOptions {
  /** How many characters may wait. */
  readonly limit: number;
  /** Something has left, or what waits is more than it may be. */
  readonly changed: () => void;
}

/** What waits for a client to take it. */
export class Post {
  readonly #options: PostOptions;
  readonly #outbox = new Outbox();
  #waiting = 0;
  #wake: (() => void)[] = [];

  constructor(options: PostOptions) {
    this.#options = options;
  }

  /** Whether more waits than may. What is sent is held all the same: it is for the peer to decide. */
  get full(): boolean {
    return this.#waiting > this.#options.limit;
  }

  attach(transport: Transport): void {
    this.#outbox.attach(transport);
  }

  send(text: string): void {
    this.#waiting += text.length;
    this.#outbox.add(text, () => {
      this.#waiting -= text.length;
      if (!this.full) this.release();
      this.#options.changed();
    });
    if (this.full) this.#options.changed();
  }

  flush(): void {
    this.#outbox.flush();
  }

  /** Fulfilled when there is room. */
  room(): Promise<void> {
    if (!this.full) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake.push(resolve);
    });
  }

  /** There is room, or it does not matter any more. */
  release(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
