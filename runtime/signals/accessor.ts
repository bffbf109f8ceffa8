/**
 * A signal accessor: what one connects to a signal through. Generated code has a constant for each; `A` are
 * the accessor's arguments and `D` the data of its event.
 *
 * On the wire the accessor `block-device-event` is two commands: `block-device-event-connect` takes the
 * accessor's arguments and returns a tag, `block-device-event-disconnect` takes them and `tag`.
 */
export interface SignalAccessor<A extends object = object, D = unknown> {
  /** The accessor's name in the schema. */
  readonly name: string;

  /** The event that it brings, by its name on the wire. */
  readonly event: string;

  /**
   * How the runtime finds the accessor's events among the ordinary ones where the server has no such
   * accessor: for each argument, the member of the event's data that equals it. An argument that is not
   * given matches anything. A dotted path leads into objects (`"id": "job.id"`). Where `match` is left out,
   * only a server that has the accessor can serve it.
   */
  readonly match?: Readonly<Record<string, string>>;

  /** Never there at run time: it carries the types. */
  readonly types?: { readonly arguments: A; readonly data: D };
}
