/** The default limit on the length of a message: 64 MiB of characters, QEMU's own limit for one JSON token. */
export const defaultMessageLimit: number = 64 * 1024 * 1024;

/** Receives the messages that a framer finds. */
export interface FrameSink {
  /** Handles the text of one message. @returns false if the text is not valid JSON. */
  message(text: string): boolean;
  /** Handles text that is not a message and was skipped. */
  malformed(text: string): void;
  /** Called once if a message exceeds the limit; the framer then stops. */
  tooLong(limit: number): void;
}
