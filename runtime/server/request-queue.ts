import { type Clock, startTimer } from "../clock.js";
import type { OutgoingQueue } from "./outgoing-queue.js";

/** While more requests, or more bytes of requests, wait or are executed, no further request is read. */
const maxQueued = 64;
const maxQueuedBytes = 1024 * 1024;

/** After so many requests of a client, other clients and timers have their turn. */
const requestsPerTurn = 256;

interface RequestQueueEffects {
  /** Called when reading should stop, and when it should continue. */
  setPaused(paused: boolean): void;
  /** Receives what a task throws, which answers its own failures otherwise. */
  failed(error: unknown): void;
}

interface QueuedRequest {
  /** In bytes. */
  readonly size: number;
  readonly execute: () => Promise<void>;
}

/**
 * The requests of one client. In-band requests are executed in order, out-of-band requests immediately. Reading is paused
 * while the client sends faster than it is answered or does not read its replies, and while a request of the negotiation
 * is executed, because its outcome decides how the next request is read.
 */
export class RequestQueue {
  readonly #outgoing: OutgoingQueue;
  readonly #clock: Clock;
  readonly #effects: RequestQueueEffects;
  #waiting: QueuedRequest[] = [];
  /** The number and the bytes of the requests that wait or are executed. */
  #count = 0;
  #bytes = 0;
  #running: Promise<void> | undefined;
  /** The number of requests in execution, in band and out of band. */
  #executing = 0;
  #resolveIdle: (() => void)[] = [];
  #executed = 0;
  #nextTurn: Promise<void> | undefined;
  #negotiating = true;
  #paused = false;
  #closed = false;

  constructor(outgoing: OutgoingQueue, clock: Clock, effects: RequestQueueEffects) {
    this.#outgoing = outgoing;
    this.#clock = clock;
    this.#effects = effects;
  }

  /** Whether no further request is executed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Called when the negotiation is done. */
  negotiated(): void {
    this.#negotiating = false;
  }

  /** Executes a request after those before it. @param size - in bytes. */
  enqueue(size: number, execute: () => Promise<void>): void {
    this.#waiting.push({ size, execute });
    this.#add(size, 1);
    this.#running ??= this.#run();
  }

  /** Executes an out-of-band request. @param size - in bytes. */
  async executeNow(size: number, execute: () => Promise<void>): Promise<void> {
    this.#add(size, 1);
    await this.#execute({ size, execute });
  }

  /** Pauses or resumes reading. */
  updateBackpressure(): void {
    const paused = !this.#closed && (this.#isBehind() || this.#outgoing.isFull);
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#effects.setPaused(paused);
  }

  /** Executes no further request. Reading is resumed, so that the end of the connection is noticed. */
  close(): void {
    this.#closed = true;
    this.#outgoing.release();
    this.updateBackpressure();
  }

  /** Resolves when no request is in execution, at the latest after `timeout` milliseconds. */
  async idle(timeout: number): Promise<void> {
    if (this.#executing === 0) return;
    await new Promise<void>((resolve) => {
      const cancelTimeout = startTimer(this.#clock, timeout, resolve);
      this.#resolveIdle.push(() => {
        cancelTimeout();
        resolve();
      });
    });
  }

  /** A paused client continues when half of its requests are answered, so that it does not pause for each one. */
  #isBehind(): boolean {
    if (this.#nextTurn !== undefined) return true;
    if (this.#negotiating) return this.#count > 0;
    const share = this.#paused ? 2 : 1;
    return this.#count > maxQueued / share || this.#bytes > maxQueuedBytes / share;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Out-of-band requests of the same chunk are executed first.
      await Promise.resolve();
      for (const request of this.#waiting.splice(0)) {
        if (this.#outgoing.isFull && !this.#closed) await this.#outgoing.waitForRoom();
        await this.#execute(request);
        await this.#nextTurn;
      }
    }
    this.#running = undefined;
  }

  async #execute({ size, execute }: QueuedRequest): Promise<void> {
    this.#executing++;
    try {
      if (!this.#closed) await execute();
    } catch (error) {
      this.#effects.failed(error);
    }
    if (--this.#executing === 0) for (const resolve of this.#resolveIdle.splice(0)) resolve();
    if (++this.#executed % requestsPerTurn === 0) this.#endTurn();
    this.#add(-size, -1);
  }

  /** Executes and reads nothing until other clients and timers had their turn. */
  #endTurn(): void {
    this.#nextTurn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#nextTurn = undefined;
        resolve();
        this.updateBackpressure();
      });
    });
  }

  #add(bytes: number, count: number): void {
    this.#count += count;
    this.#bytes += bytes;
    this.updateBackpressure();
  }
}
