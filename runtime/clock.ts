/** Schedules callbacks. Pass one to `connect` to control time in a test. */
export interface Clock {
  /**
   * Calls back once after the given time.
   * @param milliseconds - the delay: finite and not negative.
   * @returns a function that cancels the callback.
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The longest delay of the platform's timers, in milliseconds; they fire a longer one at once. */
const maxTimerDelay = 2 ** 31 - 1;

/** The clock of the platform. A delay may have any length. */
export const systemClock: Clock = {
  after: (milliseconds, callback) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (remaining: number): void => {
      timer =
        remaining > maxTimerDelay
          ? setTimeout(wait, maxTimerDelay, remaining - maxTimerDelay)
          : setTimeout(callback, remaining);
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Checks an option that is a number of milliseconds, or absent.
 * @throws TypeError if it is not a number, RangeError if it is negative or NaN.
 */
export function checkDuration(milliseconds: unknown, option = "timeout"): void {
  if (milliseconds === undefined) return;
  // An async function `callTimeout` returns a promise. The TypeError reports it, and its own rejection is ignored.
  if (milliseconds instanceof Promise) milliseconds.catch(() => undefined);
  if (typeof milliseconds !== "number") throw new TypeError(`${option} must be a number of milliseconds`);
  checkLimit(milliseconds, option);
}

/**
 * Checks an option that limits a size or a number, or is absent.
 * @throws TypeError if it is not a number, RangeError if it is negative or NaN.
 */
export function checkLimit(limit: unknown, option: string): void {
  if (limit === undefined) return;
  if (typeof limit !== "number") throw new TypeError(`${option} must be a number`);
  if (!(limit >= 0)) throw new RangeError(`${option} must not be negative or NaN, but is ${limit}`);
}

/**
 * Calls back once after a number of milliseconds; never if it is Infinity. Every timer of the runtime is started here.
 * @returns a function that cancels the callback.
 * @throws TypeError or RangeError as {@link checkDuration}.
 */
export function startTimer(clock: Clock, milliseconds: number, callback: () => void): () => void {
  checkDuration(milliseconds);
  return milliseconds === Infinity ? () => undefined : clock.after(milliseconds, callback);
}
