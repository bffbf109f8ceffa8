import { ForeignConnectionError } from "../errors/event.js";
import type { SignalConnection } from "../events/subscription.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import { argumentsText, originOf } from "./connection-origin.js";

type Accessor<E extends string> = Pick<SignalAccessor<object, unknown, E>, "name" | "event">;

/** The parameters of a generated `disconnect` function: a connection, or an accessor's arguments and a connection. */
export type DisconnectParameters<A extends object, E extends string = string> =
  readonly [connection: SignalConnection<E>] | readonly [args: A, connection: SignalConnection<E>];

/**
 * Ends a connection to an event.
 * @throws {ForeignConnectionError} if it is a connection to another event.
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
 * @throws {ForeignConnectionError} if it was made through another accessor, or with arguments that differ from these.
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
