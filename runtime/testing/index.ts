import { checkDuration, type Clock } from "../clock.js";

export { parseTranscript, type TranscriptEntry } from "../observe/transcript.js";
export { replayTranscript, type ReplayOptions } from "../observe/replay.js";
export { memoryPair, type MemoryServer, memoryTransport } from "../transport/memory.js";

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * A clock for tests, for the option `clock` of `connect` and `createServer`: time passes only when {@link advance} is
 * called.
 */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  /** The time since the clock was created, in milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** The number of timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Advances the time and fires the timers that become due, in order, including those started meanwhile. */
  advance(milliseconds: number): void {
    checkDuration(milliseconds, "the time to advance");
    const target = this.#now + milliseconds;
    for (let timer = this.#nextDue(target); timer !== undefined; timer = this.#nextDue(target)) {
      this.#timers.delete(timer);
      this.#now = timer.due;
      timer.callback();
    }
    this.#now = target;
  }

  #nextDue(target: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= target && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }
}
