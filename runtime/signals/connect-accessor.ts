import { CommandError, ProtocolViolationError } from "../errors/index.js";
import { memberAt, sameScalar } from "../json/member.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import { AccessorConnection } from "./accessor-connection.js";
import { signalsCapability } from "./capability.js";
import type { Connection, ConnectOptions } from "./connection.js";
import type { Listener } from "./event.js";
import { TagGate } from "./tag-gate.js";

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
): Promise<Connection> {
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
): Promise<Connection> {
  const isMeant = (data: unknown): boolean =>
    pairs.every(([member, value]) => sameScalar(memberAt(data, member), value));
  return session.connectSignal<D>(
    event,
    (message) => (isMeant(message.data) ? listener(message) : undefined),
    options,
  );
}

async function connectByTag<D>(
  session: Session,
  accessor: SignalAccessor,
  args: object,
  listener: Listener<D>,
  { signal }: ConnectOptions,
): Promise<Connection> {
  // Before the server is asked: what it raises may come in the same breath as its answer.
  const gate = new TagGate(listener);
  const inner = await session.connectSignal<D>(accessor.event, gate.deliver, { tagged: true });
  try {
    const tag = await session.call(`${accessor.name}-connect`, args);
    if (typeof tag !== "string") {
      throw new ProtocolViolationError(`${accessor.name}-connect did not return a tag`, { received: tag });
    }
    gate.open(tag);
    return new AccessorConnection({ session, accessor, args, inner, gate, tag }, signal);
  } catch (error) {
    gate.close();
    await inner.disconnect();
    throw error;
  }
}
