import { ConnectError, ListenerError } from "../errors/index.js";
import { sleep, watchLimits } from "../events/waiter.js";
import type { SessionConfig } from "../session/session-options.js";

/** How a session retries to connect. */
export interface ReconnectOptions {
  /** The delay before the second attempt, in milliseconds; doubled before each further one. Default: 100. */
  readonly initialDelay?: number | undefined;
  /** The maximum delay between two attempts, in milliseconds. Default: 30,000. */
  readonly maxDelay?: number | undefined;
  /**
   * The maximum number of consecutive failures: failed attempts, and connections that were lost before `stableAfter`.
   * Infinity for no limit. Default: 10.
   */
  readonly attempts?: number | undefined;
  /** How long a connection lasts before earlier failures are forgotten, in milliseconds. Default: 500. */
  readonly stableAfter?: number | undefined;
  /** Returns a number from 0 up to 1 for the jitter. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Opens one connection. Stops when the signal is aborted. */
export type Open<S> = (signal: AbortSignal) => Promise<S>;

/** Opens connections, and retries with exponential backoff and jitter. */
export class Connector<S> {
  readonly #open: Open<S>;
  readonly #options: ReconnectOptions;
  readonly #config: SessionConfig;
  readonly #stopped = new AbortController();
  /** Aborts the current attempt. */
  #attempt = new AbortController();
  #hasConnected = false;
  /** The number of consecutive failures. */
  #failures = 0;
  #stopStabilityTimer: (() => void) | undefined;

  constructor(open: Open<S>, options: ReconnectOptions, config: SessionConfig) {
    this.#open = open;
    this.#options = options;
    this.#config = config;
  }

  /**
   * @param attempts - the maximum number of consecutive failed attempts. Default: that of the options.
   * @throws the error of the last attempt.
   */
  async connect(attempts?: number): Promise<S> {
    this.#stopStabilityTimer?.();
    this.#attempt = new AbortController();
    const { signal } = this.#attempt;
    if (this.#stopped.signal.aborted) this.cancel();
    for (;;) {
      try {
        return await this.#open(signal);
      } catch (error) {
        if (signal.aborted || this.#isPermanent(error)) throw error;
        await this.#delayNext(error, attempts);
      }
    }
  }

  /** Whether the latest attempt to connect was ended. */
  get isCancelled(): boolean {
    return this.#attempt.signal.aborted;
  }

  /** Ends the current attempt to connect. */
  cancel(): void {
    this.#attempt.abort();
  }

  /** Begins to measure how long the connection lasts. After `stableAfter`, earlier failures are forgotten. */
  connected(): void {
    this.#hasConnected = true;
    const { attempts, stableAfter = 500 } = this.#options;
    if (this.#failures === 0 || attempts === 1) return;
    const limits = { clock: this.#config.clock, timeout: stableAfter, signal: this.#stopped.signal };
    this.#stopStabilityTimer = watchLimits(limits, {
      timedOut: () => {
        this.#failures = 0;
      },
      aborted: () => undefined,
    });
  }

  /** Counts a lost connection as a failure, and waits before the next attempt. @throws the error after the last attempt. */
  async lost(error: unknown): Promise<void> {
    this.#stopStabilityTimer?.();
    await this.#delayNext(error);
  }

  /** Ends the current attempt and prevents further ones. */
  stop(): void {
    this.#stopped.abort();
    this.cancel();
  }

  /** Whether the next attempt would fail too: an option is invalid, or another server has always been at the address. */
  #isPermanent(error: unknown): boolean {
    if (!(error instanceof ConnectError)) return false;
    const isOtherServer = error.code === "connect-not-qmp" || error.code === "connect-not-agent";
    return error.cause instanceof RangeError || (isOtherServer && !this.#hasConnected);
  }

  async #delayNext(error: unknown, attempts = this.#options.attempts ?? 10): Promise<void> {
    const { initialDelay = 100, maxDelay = 30_000 } = this.#options;
    this.#failures++;
    if (this.#failures >= attempts) throw error;
    // Of 0 and Infinity, which 2 to the power of 1,024 is, the product is NaN.
    const delay = Math.min(initialDelay * Math.min(2 ** (this.#failures - 1), Number.MAX_VALUE), maxDelay);
    // Half of the delay is random, so that clients of the same server do not reconnect all at once.
    await sleep(this.#config.clock, (delay / 2) * (1 + this.#random()), this.#attempt.signal);
  }

  /** A random number from 0 to 1, even if the program's function returns something else or throws. */
  #random(): number {
    const { random = Math.random } = this.#options;
    try {
      return Math.min(Math.max(random() || 0, 0), 1);
    } catch (cause) {
      this.#config.reportProblem(new ListenerError("`random` failed", { cause }));
      return 0;
    }
  }
}
