/**
 * One connection to a peer, as the session sees it. A transport of one's own is these two methods, and a
 * {@link TransportOpener} that makes it.
 */
export interface Transport {
  /**
   * Sends text. It is ASCII (or the single character U+00FF, for the byte 0xFF): each character is a byte.
   * Texts leave in the order of the calls.
   * @param fds - file descriptors to be passed with it, only ever given to a transport with `readyDescriptors`; when
   * they cannot be passed, nothing is sent and the promise is rejected.
   * @returns a promise that is fulfilled when the text was handed to the operating system (or whatever is
   * next on the way). When it never will be, the promise is rejected or stays as it is: it is `closed` that tells
   * of the end.
   */
  send(text: string, fds?: readonly number[]): Promise<void>;

  /**
   * Ends the connection after what was sent before. The sink is told `closed` when it has ended. Calling it
   * again does nothing.
   */
  close(): void;

  /** Fulfilled when `send` can pass file descriptors. A transport that cannot leaves it out. */
  readyDescriptors?(): Promise<void>;

  /** Reads no more from the peer until `resume`. A transport that cannot leaves both out. */
  pause?(): void;
  resume?(): void;
}

/** What a transport tells the session. It may begin before the opener's promise is fulfilled. */
export interface TransportSink {
  /** Text came in: UTF-8, decoded; a chunk may begin and end anywhere. */
  data(chunk: string): void;

  /** The connection has ended, by either side; `reason` where it broke. Told once, and last. */
  closed(reason?: Error): void;
}

/**
 * Opens a transport which then tells the sink.
 * @param signal - fires when the connection is no longer wanted; the opener then rejects and lets go.
 */
export type TransportOpener = (sink: TransportSink, signal: AbortSignal) => Promise<Transport>;
