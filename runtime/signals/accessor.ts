import { ForeignConnectionError } from "../errors/event.js";
import type { SignalConnection } from "../events/subscription.js";
import { isObject, stringifyJson } from "../json.js";
import type { EventName, Protocol } from "../protocol.js";
import type { Session } from "../session/session.js";

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

/** What identifies an accessor: its name, and the event that error messages name. */
export type AccessorName = Pick<SignalAccessor, "name" | "event">;

/** An accessor whose event the protocol has. Any accessor, if its event or the protocol is not known to the compiler. */
export type AccessorOf<P extends Protocol, A extends object, D, E extends string> = SignalAccessor<A, D, E> &
  (string extends E ? unknown : { readonly event: EventName<P> });

/** The accessor and the arguments that a connection was made with. */
interface Origin {
  readonly accessor: string;
  /** As text, because the caller may change the object. */
  readonly args: string;
}

const origins = new WeakMap<SignalConnection, Origin>();

/**
 * Records the accessor and the arguments of a connection, by which its `disconnect` function recognises it.
 * @returns the connection.
 */
export function recordOrigin(connection: SignalConnection, accessor: string, args: object): SignalConnection {
  origins.set(connection, { accessor, args: argumentsText(args) });
  return connection;
}

/** Returns how a connection was made; undefined if it was not made through an accessor. */
function originOf(connection: SignalConnection): Origin | undefined {
  return origins.get(connection);
}

/** Writes arguments as JSON whose members are sorted, so that equal arguments have equal texts. */
function argumentsText(args: object): string {
  return stringifyJson(sorted(args)) ?? "{}";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

type Accessor<E extends string> = Pick<SignalAccessor<object, unknown, E>, "name" | "event">;

/** The parameters of a generated `disconnect` function: a connection, or an accessor's arguments and a connection. */
export type DisconnectParameters<A extends object, E extends string = string> =
  readonly [connection: SignalConnection<E>] | readonly [args: A, connection: SignalConnection<E>];

/**
 * Ends a connection to an event.
 * @throws ForeignConnectionError if it is a connection to another event.
 */
export async function disconnectEvent<E extends string>(
  session: Session,
  event: E,
  connection: SignalConnection<E>,
): Promise<void> {
  if (connection.event !== event) throw foreign(connection, `cannot be ended as one to ${event}`);
  await session.disconnectSignal(connection);
}

/**
 * Ends a connection that was made through an accessor.
 * @throws ForeignConnectionError if it was made through another accessor, or with arguments that differ from these.
 */
export async function disconnectAccessor<E extends string>(
  session: Session,
  { name, event }: Accessor<E>,
  args: object,
  connection: SignalConnection<E>,
): Promise<void> {
  const origin = originOf(connection);
  if (connection.event === event) {
    if (origin?.accessor !== name) throw foreign(connection, `was not made through the accessor ${name}`);
    const [made, given] = [origin.args, argumentsText(args)];
    if (made !== given) throw foreign(connection, `was made with the arguments ${made}, not ${given}`);
  }
  await disconnectEvent(session, event, connection);
}

/** Ends a connection to an event, made with the accessor's arguments, if they are given, or in any other way. */
export function disconnectEventOrAccessor<E extends string>(
  session: Session,
  accessor: Accessor<E>,
  parameters: DisconnectParameters<object, E>,
): Promise<void> {
  if (parameters.length === 1) return disconnectEvent(session, accessor.event, parameters[0]);
  return disconnectAccessor(session, accessor, ...parameters);
}

function foreign({ event }: SignalConnection, difference: string): ForeignConnectionError {
  return new ForeignConnectionError(
    `the connection to ${event} ${difference}: call the connection's own disconnect()`,
  );
}
