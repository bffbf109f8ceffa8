import type { Clock } from "../clock.js";
import type { Transport } from "../transport/transport.js";
import type { Post } from "./post.js";

/** How long commands that are being executed may take to be answered when the connection is to end. */
const closingGrace = 1000;

/** More commands than these do not wait to be executed: nothing is read until some are. */
const mostCommands = 64;

/** A client's in-band commands, executed one behind the other, and no faster than the client takes the answers. */
export class Intake {
  readonly #post: Post;
  readonly #clock: Clock;
  #transport: Transport | undefined;
  /** The last of those that wait. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #paused = false;
  #closed = false;

  constructor(post: Post, clock: Clock) {
    this.#post = post;
    this.#clock = clock;
  }

  /** Whether nothing more is begun. */
  get closed(): boolean {
    return this.#closed;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
  }

  enqueue(task: () => Promise<void>): void {
    this.#waiting++;
    this.regulate();
    this.#last = this.#last.then(async () => {
      if (this.#post.full) await this.#post.room();
      if (!this.#closed) await task();
      this.#waiting--;
      this.regulate();
    });
  }

  /** Reads no more while the client asks faster than it is answered, or does not take its answers. */
  regulate(): void {
    const congested = !this.#closed && (this.#waiting > mostCommands || this.#post.full);
    if (congested === this.#paused) return;
    this.#paused = congested;
    if (congested) this.#transport?.pause?.();
    else this.#transport?.resume?.();
  }

  /** Begins nothing more, and reads what comes, so that the connection's end is seen. */
  close(): void {
    this.#closed = true;
    this.#post.release();
    this.regulate();
  }

  /** Fulfilled when what is being executed was answered, or takes too long. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      const stopClock = this.#clock.after(closingGrace, resolve);
      void this.#last.then(() => {
        stopClock();
        resolve();
      });
    });
  }
}
