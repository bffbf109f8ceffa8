import { nameCaller, rejectionOf } from "../errors/caller-stack.js";
import type { EventMessage, Listener } from "../events/event.js";
import { connectingAborted } from "../events/listener-connection.js";
import type { ConnectOptions, SignalConnection } from "../events/subscription.js";
import { isObject, memberAt, parseJson, sameScalar } from "../json.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { argumentsText } from "../session/arguments.js";
import { connectionOf, refusalOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import { type AccessorOf, recordOrigin, type SignalAccessor, signalsCapability } from "./accessor.js";
import { AccessorConnection } from "./accessor-connection.js";

/**
 * Connects a listener to an event through an accessor. A server with signal accessors sends the accessor's events only;
 * for any other server, the session filters the ordinary event as the accessor's `match` describes. End the connection
 * with its `disconnect` or with `session.disconnectSignal`.
 * @throws CommandError if the server refuses, for example because the object does not exist, or if the server does not
 * have the accessor and `match` is absent. Otherwise as `session.call`.
 */
export function connectAccessor<A extends object, D, E extends string, P extends Protocol = AnyProtocol>(
  session: Session<P>,
  accessor: AccessorOf<P, A, D, E>,
  args: A,
  listener: Listener<NoInfer<D>>,
  options: ConnectOptions = {},
): Promise<SignalConnection<E>> {
  const { name, match } = accessor;
  let copy: object;
  try {
    copy = copyOf(`${name}-connect`, args);
  } catch (error) {
    return rejectionOf(error);
  }
  const isTagged: ConnectionTest = ({ capabilities }) =>
    match === undefined || capabilities.includes(signalsCapability);
  const created = (connection: SignalConnection): SignalConnection => recordOrigin(connection, name, copy);
  const ordinary = selected(conditionsOf(match ?? {}, copy), listener);
  return connect({ session, accessor, args: copy, listener, ordinary, options, isTagged, created });
}

/**
 * Connects a listener to every event of a name. If the session has dropped the default connections, connects through the
 * server's accessor of the name, without arguments.
 * @throws CapabilityError if the default connections were dropped and the server has no such accessor.
 */
export function connectEvent<D, E extends string>(
  session: Session,
  event: E,
  listener: Listener<D>,
  options: ConnectOptions = {},
  name: string = event.toLowerCase().replaceAll("_", "-"),
): Promise<SignalConnection<E>> {
  const accessor: SignalAccessor<object, D> = { name, event, match: {} };
  const { tagged = false } = options;
  const isTagged: ConnectionTest = (connection) =>
    refusalOf(connection, { names: [event], tagged }) !== undefined;
  const created = (connection: SignalConnection): SignalConnection => connection;
  const ordinary = listener as Listener<unknown>;
  return connect({ session, accessor, args: {}, listener, ordinary, options, isTagged, created });
}

type ConnectionTest = (connection: Session) => boolean;

interface ConnectRequest<D> {
  readonly session: Session;
  readonly accessor: SignalAccessor<object, D>;
  readonly args: object;
  readonly listener: Listener<D>;
  /** Receives the ordinary events, if the connection is not tagged. */
  readonly ordinary: Listener<unknown>;
  readonly options: ConnectOptions;
  /** Whether a tag is requested from the server of a connection. */
  readonly isTagged: ConnectionTest;
  /** Receives the new connection, and returns it. */
  readonly created: (connection: SignalConnection) => SignalConnection;
}

function connect<D>(request: ConnectRequest<D>): Promise<SignalConnection> {
  const { session, accessor, ordinary, options, isTagged, created } = request;
  const connectOrdinary = async (): Promise<SignalConnection> =>
    created(await session.connectSignal(accessor.event, ordinary, options));
  const connection = connectionOf(session);
  // At once, because events may follow in the chunk that is being read.
  if (connection !== undefined && !isTagged(connection)) return connectOrdinary();
  return connectByTag(request, connectOrdinary);
}

function connectByTag<D>(
  { session, accessor, args, listener, options, isTagged, created }: ConnectRequest<D>,
  otherwise: () => Promise<SignalConnection>,
): Promise<SignalConnection> {
  const { signal } = options;
  if (signal?.aborted === true) return Promise.reject(connectingAborted(accessor.event, signal.reason));
  const connection = new AccessorConnection(session, accessor, args, listener, options);
  created(connection);
  const open = async (): Promise<SignalConnection> =>
    (await connection.open(isTagged)) ? connection : otherwise();
  return nameCaller(open(), connection.handover.end);
}

/**
 * Copies arguments as the server will receive them, because they are sent again after a reconnect.
 * @throws ArgumentsError if they cannot be sent.
 */
function copyOf(command: string, args: object): object {
  const copy = parseJson(argumentsText(command, args) ?? "{}");
  return isObject(copy) ? copy : {};
}

type EventParameters<D> = readonly [listener: Listener<D>, options?: ConnectOptions | undefined];
type SelectedParameters<A extends object, D> = readonly [args: A, ...EventParameters<D>];

/** The parameters of a generated `connect` function: a listener, or an accessor's arguments and a listener. */
export type AccessorParameters<A extends object, D> = EventParameters<D> | SelectedParameters<A, D>;

/** Connects to every event of an accessor's name, or through the accessor if its arguments are given. */
export function connectEventOrAccessor<A extends object, D, E extends string>(
  session: Session,
  accessor: SignalAccessor<A, D, E>,
  parameters: AccessorParameters<A, D>,
): Promise<SignalConnection<E>> {
  if (hasArguments(parameters)) return connectAccessor(session, accessor, ...parameters);
  const [listener, options] = parameters;
  return connectEvent(session, accessor.event, listener, options, accessor.name);
}

function hasArguments<A extends object, D>(
  parameters: AccessorParameters<A, D>,
): parameters is SelectedParameters<A, D> {
  return typeof parameters[0] !== "function";
}

/** The value of an argument, and the member of the event's data that must equal it. */
type MatchCondition = readonly [member: string, value: unknown];

function conditionsOf(match: Readonly<Record<string, string>>, args: object): readonly MatchCondition[] {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(args));
  return Object.entries(match)
    .map(([argument, member]): MatchCondition => [member, given.get(argument)])
    .filter(([, value]) => value !== undefined);
}

/** A listener for the events whose data meets the conditions. */
function selected<D>(conditions: readonly MatchCondition[], listener: Listener<D>): Listener<unknown> {
  const isSelected = (data: unknown): boolean =>
    conditions.every(([member, value]) => sameScalar(memberAt(data, member), value));
  return (message, size) =>
    isSelected(message.data) ? listener(message as EventMessage<D>, size) : undefined;
}
