import type { Clock } from "../clock.js";

/** How to wait for a command's completion. */
export interface CompletionOptions {
  /** How long to wait, from the call on, in milliseconds; the completion's own where it is left out. */
  readonly timeout?: number;

  /** Gives up waiting when it fires. What was begun goes on: a job has to be cancelled by itself. */
  readonly signal?: AbortSignal;

  /** When the time is up, take the harder way that the completion knows of, if it knows one. */
  readonly forced?: boolean;

  /**
   * What happens to a job that becomes ready (a mirror): it is told to complete, or the promise is fulfilled
   * and the job goes on. `complete` where it is left out.
   */
  readonly whenReady?: "complete" | "return";

  /** The passing of time; the real one, where it is left out. */
  readonly clock?: Clock;
}

/** How far a command has got, in units of the command's own: bytes, mostly. `total` may grow. */
export interface Progress {
  readonly current: number;
  readonly total: number;
}

/**
 * A promise of a command's result that is fulfilled when the command is complete. For the progress until then,
 * `for await (const { current, total } of completing)`: the loop ends when the command is complete and
 * throws what the promise is rejected with. The server is asked for it only while somebody iterates.
 */
export interface Completing<R> extends Promise<R>, AsyncIterable<Progress> {}
