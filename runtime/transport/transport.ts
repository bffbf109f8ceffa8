/** A connection to a peer. A custom transport implements `send` and `close`, and comes from a {@link TransportOpener}. */
export interface Transport {
  /**
   * Sends text in the order of the calls. The text is ASCII, or the single character U+00FF for the byte 0xFF: each
   * character is one byte.
   * @param fds - file descriptors to pass with the text, only given to a transport with `readyDescriptors`. If they
   * cannot be passed, nothing is sent and the promise is rejected.
   * @returns a promise that is fulfilled when the text has been handed to the operating system. If that never happens,
   * the promise is rejected or stays pending; `closed` reports the end of the connection.
   */
  send(text: string, fds?: readonly number[]): Promise<void>;

  /** Ends the connection after everything sent before; the sink receives `closed` when it has ended. May be called twice. */
  close(): void;

  /** Fulfilled when `send` can pass file descriptors. Absent if the transport cannot pass any. */
  readyDescriptors?(): Promise<void>;

  /** Stops reading from the peer until `resume`. Both are absent if the transport cannot pause. */
  pause?(): void;
  resume?(): void;
}

/** Receives what a transport reads. It may be called before the opener's promise is fulfilled. */
export interface TransportSink {
  /** Receives decoded UTF-8. A chunk may begin and end anywhere. */
  data(chunk: string): void;

  /**
   * If present, a transport calls this with what it reads instead of decoding it for `data`. The sink of a server has it,
   * because an invalid byte must not be mistaken for a character; the sink of a session does not.
   */
  bytes?(chunk: Uint8Array): void;

  /**
   * If present, a transport that connects to its peer again by itself calls this when events may have been lost. The
   * session reports a gap to its listeners. @param cause - what the connection was lost with.
   */
  gap?(cause: Error): void;

  /** Called once, last, when the connection has ended. @param reason - the error that broke the connection, if any. */
  closed(reason?: Error): void;
}

/**
 * Opens a transport that delivers to the sink.
 * @param signal - fires when the connection is no longer needed; the opener then rejects and releases its resources.
 */
export type TransportOpener = (sink: TransportSink, signal: AbortSignal) => Promise<Transport>;

/** How long a closing connection waits for its pending output or its peer, in milliseconds. */
export const closeTimeout = 1_000;

/** Returns the bytes of text in which each character stands for one byte. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Creates a UTF-8 decoder for chunks that may end in the middle of a character. */
export function utf8Decoder(): (chunk: ArrayBuffer | Uint8Array) => string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (chunk) => decoder.decode(chunk, { stream: true });
}
