/** The passing of time, as the session sees it: handed in, so that a test can make it pass. */
export interface Clock {
  /**
   * Calls back once after so many milliseconds.
   * @returns what prevents the call if it comes before.
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The time that really passes. */
export const systemClock: Clock = {
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
