/** Where a framer puts what it finds. */
export interface FrameSink {
  /**
   * Takes the text of one message; false when the text is not JSON, undefined when it cannot be taken before the supplement is
   * there. `short` tells that it is known to have no integer of more than 15 digits.
   */
  message(text: string, short: boolean): boolean | undefined;
  /**
   * Shown a line that looks whole, before it is cut out of its chunk: true when there is nothing left to do with it.
   * @param last - where its last bracket is.
   * @param isShort - what `message` is told, when it is asked for.
   */
  line?(chunk: string, start: number, last: number, isShort: () => boolean): boolean;
  /** Told of text that is no message, and was left out. */
  malformed(text: string): void;
  /** Told once, when a message is longer than the limit; nothing follows. */
  tooLong(limit: number): void;
}
