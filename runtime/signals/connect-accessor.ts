import { CommandError } from "../errors/call.js";
import { memberAt, sameScalar } from "../json.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import { AccessorConnection } from "./accessor-connection.js";
import { signalsCapability } from "./capability.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { EventMessage, Listener } from "../events/event.js";

/**
 * Connects a listener to a signal through its accessor. A server that knows signals is asked for a connection of
 * one's own, and sends what is raised for it; with any other, the ordinary event is filtered here, where the
 * accessor says how.
 *
 * `session.disconnectSignal` ends the connection, as does its own `disconnect`.
 * @throws CommandError (as a rejection): the server's answer, for example that there is no such object;
 * CommandNotFound where it has no such accessor and `match` is left out. DisconnectedError and the rest as `call`.
 */
export async function connectAccessor<A extends object, D>(
  session: Session,
  accessor: SignalAccessor<A, D>,
  args: A,
  listener: Listener<NoInfer<D>>,
  options: ConnectOptions = {},
): Promise<SignalConnection> {
  if (accessor.match === undefined) return connectByTag(session, accessor, args, listener, options);
  if (session.capabilities.includes(signalsCapability)) {
    try {
      return await connectByTag(session, accessor, args, listener, options);
    } catch (error) {
      if (!(error instanceof CommandError) || error.errorClass !== "CommandNotFound") throw error;
    }
  }
  return connectByMatch(session, accessor.event, conditionsOf(accessor.match, args), listener, options);
}

/** An argument's value, and the member of the event's data that must equal it. */
type Pair = readonly [member: string, value: unknown];

function conditionsOf(match: Readonly<Record<string, string>>, args: object): readonly Pair[] {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(args));
  return Object.entries(match)
    .map(([argument, member]): Pair => [member, given.get(argument)])
    .filter(([, value]) => value !== undefined);
}

function connectByMatch<D>(
  session: Session,
  event: string,
  pairs: readonly Pair[],
  listener: Listener<D>,
  options: ConnectOptions,
): Promise<SignalConnection> {
  const isMeant = (data: unknown): boolean =>
    pairs.every(([member, value]) => sameScalar(memberAt(data, member), value));
  return session.connectSignal(
    event,
    // The accessor declares the type of its event's data.
    (message) => (isMeant(message.data) ? listener(message as EventMessage<D>) : undefined),
    options,
  );
}

async function connectByTag<A extends object, D>(
  session: Session,
  accessor: SignalAccessor<A, D>,
  args: A,
  listener: Listener<D>,
  options: ConnectOptions,
): Promise<SignalConnection> {
  const connection = new AccessorConnection(session, accessor, args, listener, options);
  await connection.open();
  return connection;
}
