/** Schedules callbacks. Pass one to `connect` to control time in a test. */
export interface Clock {
  /**
   * Calls back once after the given time.
   * @param milliseconds - the delay.
   * @returns a function that cancels the callback.
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The clock of the platform. */
export const systemClock: Clock = {
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
