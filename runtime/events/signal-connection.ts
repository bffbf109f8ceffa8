import type { EventGap } from "./subscription.js";

/** A listener's connection to an event: the handle to end it by. */
export interface SignalConnection extends AsyncDisposable {
  /** The event's name. */
  readonly event: string;
  /** The server's tag of the connection; undefined for an ordinary event, which has none. */
  readonly tag: string | undefined;
  /**
   * Ends the connection. Once the promise is fulfilled the listener is not called again. Ending it twice is
   * no error.
   */
  disconnect(): Promise<void>;
}

/** How to connect a listener. */
export interface ConnectOptions {
  /** Ends the connection when it fires; one that has fired already makes a connection that has ended. */
  readonly signal?: AbortSignal;
  /**
   * Takes the events that were raised for connections, of whatever tag, and not those of the event's default
   * connection, which have none. `connectAccessor` needs it; it knows whose tag is whose.
   */
  readonly tagged?: boolean;
  /** Told, by a session that reconnects, that events may have been missed in between. */
  readonly onGap?: (gap: EventGap) => void;
}
