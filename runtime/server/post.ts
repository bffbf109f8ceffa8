import { QueueOverflowError, type QapiError } from "../errors/index.js";
import { WriteBatcher } from "../transport/write-batcher.js";
import type { Transport } from "../transport/transport.js";
import type { SlowClientPolicy } from "./options.js";

/** What a client's post may hold, and what is done when it holds more. */
export interface PostOptions {
  /** Which client it is for. */
  readonly number: number;
  /** How many characters may wait. */
  readonly queueLimit: number;
  readonly slowClients: SlowClientPolicy;
  readonly problem: (error: QapiError) => void;
}

/** What a post has done by its peer. */
export interface PostEffects {
  /** What waits is more than it may be, or is not any more. */
  changed(): void;
  hangUp(): void;
}

/** What waits for a client to take it. */
export class Post {
  readonly #options: PostOptions;
  readonly #effects: PostEffects;
  readonly #outbox = new WriteBatcher();
  #waiting = 0;
  #dropped = 0;
  #wake: (() => void)[] = [];

  constructor(options: PostOptions, effects: PostEffects) {
    this.#options = options;
    this.#effects = effects;
  }

  get full(): boolean {
    return this.#waiting > this.#options.queueLimit;
  }

  attach(transport: Transport): void {
    this.#outbox.attach(transport);
  }

  /** Sends what may not be lost. It is held even beyond the limit; whose answer it is waits then with its next command. */
  send(text: string): void {
    this.#waiting += text.length;
    this.#outbox.add(text, () => {
      this.#waiting -= text.length;
      if (!this.full) this.release();
      this.#effects.changed();
    });
    if (this.full) this.#effects.changed();
  }

  /** Sends what may be lost. @returns false when it was: the policy is followed, and told. */
  offer(text: string): boolean {
    if (this.full) {
      this.#overflow();
      return false;
    }
    this.#dropped = 0;
    this.send(text);
    return true;
  }

  flush(): void {
    this.#outbox.flush();
  }

  /** Fulfilled when there is room again. */
  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve);
    });
  }

  /** There is room, or it does not matter any more. */
  release(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #overflow(): void {
    const { number, queueLimit, slowClients, problem } = this.#options;
    const what = `more than ${queueLimit} characters wait for client ${number}`;
    if (slowClients === "hang-up") {
      problem(new QueueOverflowError(`${what}: its connection is ended`));
      this.#effects.hangUp();
    } else if (++this.#dropped === 1) problem(new QueueOverflowError(`${what}: it misses events`));
  }
}
