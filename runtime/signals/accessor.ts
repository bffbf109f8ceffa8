/** The capability of a server that has signal accessors, whose events may carry tags. */
export const signalsCapability = "signals";

/**
 * The event by which a server informs a client that it has ended one of the client's signal connections, because the
 * object does not exist any more. Like the events of the connection, it has the member `tag`; its data is
 * `{ "tag": TAG, "accessor": NAME }`. It is sent to that client only.
 */
export const droppedEvent = "SIGNAL_DISCONNECTED";

/** Whether a session drops the default connections of events, which only a server with signal accessors supports. */
export function dropsDefaults(wanted: boolean, enabled: readonly string[]): boolean {
  return !wanted && enabled.includes(signalsCapability);
}

/**
 * A signal accessor, through which a listener connects to the events of one object. Generated code has a constant for
 * each. `A` is the type of the accessor's arguments, `D` that of its event's data, `E` the event's name.
 *
 * In the protocol, the accessor `block-device-event` is two commands: `block-device-event-connect` takes the accessor's
 * arguments and returns a tag; `block-device-event-disconnect` takes the arguments and `tag`.
 */
export interface SignalAccessor<A extends object = object, D = unknown, E extends string = string> {
  /** The accessor's name in the schema. */
  readonly name: string;

  /** The name of its event. */
  readonly event: E;

  /**
   * How the runtime selects the accessor's events if the server does not have the accessor: maps each argument to the
   * member of the event's data that must equal it. An absent argument matches any value. A dotted path leads into objects
   * (`"id": "job.id"`). Without `match`, the accessor needs a server that has it.
   */
  readonly match?: Readonly<Record<string, string>>;

  /** Absent at run time; carries the types. */
  readonly types?: { readonly arguments: A; readonly data: D };
}
