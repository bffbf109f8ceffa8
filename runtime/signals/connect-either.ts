import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import { connectAccessor } from "./connect-accessor.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";

type Whole<D> = readonly [listener: Listener<D>, options?: ConnectOptions | undefined];
type Selected<A extends object, D> = readonly [
  args: A,
  listener: Listener<D>,
  options?: ConnectOptions | undefined,
];

/** What one connects to an event with: a listener to all of it, or an accessor's arguments before the listener. */
export type AccessorParameters<A extends object, D> = Whole<D> | Selected<A, D>;

/** What such a connection is ended with: itself, or the accessor's arguments before it. */
export type DisconnectParameters<A extends object> =
  readonly [connection: SignalConnection] | readonly [args: A, connection: SignalConnection];

/** Connects to all of an accessor's event, or through the accessor: what generated functions with both forms do. */
export function connectEventOrAccessor<A extends object, D>(
  session: Session,
  accessor: SignalAccessor<A, D>,
  parameters: AccessorParameters<A, D>,
): Promise<SignalConnection> {
  if (isSelected(parameters)) return connectAccessor(session, accessor, ...parameters);
  const [listener, options] = parameters;
  // The accessor declares the type of its event's data.
  return session.connectSignal(accessor.event, listener as Listener<unknown>, options);
}

/** The connection knows what it was made with. */
export function disconnectEventOrAccessor(
  session: Session,
  parameters: DisconnectParameters<object>,
): Promise<void> {
  return session.disconnectSignal(parameters.length === 1 ? parameters[0] : parameters[1]);
}

function isSelected<A extends object, D>(parameters: AccessorParameters<A, D>): parameters is Selected<A, D> {
  return typeof parameters[0] !== "function";
}
