import { checkDuration, type Clock, startTimer } from "../clock.js";

/** What limits a wait. */
export interface WaitLimits {
  readonly clock: Clock;
  /** Milliseconds; default: Infinity, which means no timeout. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What to do when a limit is reached. At most one of the functions is called, and at most once. */
interface LimitHandlers {
  timedOut(timeout: number): void;
  aborted(reason: unknown): void;
}

/**
 * Watches a timeout and an abort signal. If the signal is already aborted, calls `aborted` before it returns.
 * @returns a function that stops watching. Afterwards, and after a handler was called, neither a timer nor an abort
 * listener is left.
 * @throws TypeError or RangeError if the timeout is not a valid number of milliseconds.
 */
export function watchLimits(limits: WaitLimits, handlers: LimitHandlers): () => void {
  const { clock, timeout = Infinity, signal } = limits;
  checkDuration(timeout);
  if (signal?.aborted === true) {
    handlers.aborted(signal.reason);
    return () => undefined;
  }
  const stopTimer = startTimer(clock, timeout, () => {
    stop();
    handlers.timedOut(timeout);
  });
  const stopAbort = onAbort(signal, (reason) => {
    stop();
    handlers.aborted(reason);
  });
  const stop = (): void => {
    stopTimer();
    stopAbort();
  };
  return stop;
}

/** Settles a wait. Only the first call has an effect. Both functions return false if the wait has already settled. */
export interface Settle<T> {
  readonly resolve: (value: T) => boolean;
  readonly reject: (error: unknown) => boolean;
}

/** Creates the error that rejects a wait whose limit is reached. */
export interface LimitErrors {
  timedOut(timeout: number): Error;
  aborted(reason: unknown): Error;
}

/**
 * Waits for a result, a timeout or an abort, whichever is first. Rejects immediately if the signal is already aborted.
 * @param start - begins the wait and returns the function that ends it, which is called once, when the wait settles.
 */
export function waitFor<T>(
  limits: WaitLimits,
  errors: LimitErrors,
  start: (settle: Settle<T>) => () => void,
): Promise<T> {
  const { timeout, signal } = limits;
  return new Promise((resolve, reject) => {
    checkDuration(timeout);
    if (signal?.aborted === true) {
      reject(errors.aborted(signal.reason));
      return;
    }
    const stops: (() => void)[] = [];
    let settled = false;
    const settle = <V>(settlePromise: (value: V) => void, value: V): boolean => {
      if (settled) return false;
      settled = true;
      for (const stop of stops) stop();
      settlePromise(value);
      return true;
    };
    const succeed = (value: T): boolean => settle(resolve, value);
    const fail = (error: unknown): boolean => settle(reject, error);
    const whenSettled = (stop: () => void): void => {
      if (settled) stop();
      else stops.push(stop);
    };
    whenSettled(
      watchLimits(limits, {
        timedOut: (timeout) => fail(errors.timedOut(timeout)),
        aborted: (reason) => fail(errors.aborted(reason)),
      }),
    );
    whenSettled(start({ resolve: succeed, reject: fail }));
  });
}

/** Resolves after a number of milliseconds, or as soon as the signal is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => resolve();
    watchLimits({ clock, timeout: milliseconds, signal }, { timedOut: wake, aborted: wake });
  });
}

type AbortCallback = (reason: unknown) => void;

/** What waits for each signal. One listener per signal, because platforms warn about many listeners of one signal. */
const waiting = new WeakMap<EventTarget, Set<AbortCallback>>();

/**
 * Calls back when a signal is aborted. A signal that is already aborted does not call back.
 * @returns a function that ends this. Afterwards, nothing is registered with the signal.
 */
export function onAbort(signal: AbortSignal | undefined, callback: AbortCallback): () => void {
  if (signal === undefined || signal.aborted) return () => undefined;
  const callbacks = waiting.get(signal) ?? new Set();
  if (callbacks.size === 0) {
    waiting.set(signal, callbacks);
    signal.addEventListener("abort", callAborted, { once: true });
  }
  // Its own function, so that the same callback can wait twice.
  const entry: AbortCallback = (reason) => callback(reason);
  callbacks.add(entry);
  return () => {
    if (!callbacks.delete(entry) || callbacks.size > 0) return;
    signal.removeEventListener("abort", callAborted);
    waiting.delete(signal);
  };
}

function callAborted(this: AbortSignal): void {
  const callbacks = waiting.get(this) ?? [];
  waiting.delete(this);
  // A callback may end others, which are then not called.
  for (const callback of callbacks) callback(this.reason);
}
