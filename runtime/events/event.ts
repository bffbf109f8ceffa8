/** When an event occurred, by the server's clock. */
export interface Timestamp {
  /** Seconds since the Unix epoch. */
  readonly seconds: number;
  /** Microseconds within the second. */
  readonly microseconds: number;
}

/**
 * An event, as it came.
 * @see QEMU's "QMP specification", section "Asynchronous events"
 */
export interface EventMessage<D = unknown, N extends string = string> {
  readonly event: N;
  readonly data: D;
  /** Undefined where the server could not tell the time. */
  readonly timestamp: Timestamp | undefined;
  /** The connection that the event was raised for; absent on ordinary events. */
  readonly tag?: string;
}

/**
 * Takes the events of a connection, one after the other, in order. It may be asynchronous; nothing waits for
 * it. What it throws, or what its promise is rejected with, goes to the session's `onProblem` and disturbs
 * nobody; any other result is not looked at.
 */
export type Listener<D> = (event: EventMessage<D>) => unknown;
