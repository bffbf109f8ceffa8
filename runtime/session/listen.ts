import { CapabilityError } from "../errors/call.js";
import { DisconnectedError } from "../errors/connection.js";
import { dropsDefaults } from "../signals/capability.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { EventMessage, Listener } from "../events/event.js";
import { ListenerConnection } from "../events/listener-connection.js";
import { nextEvent, type OnceOptions } from "../events/once.js";
import type { EventSource } from "../events/subscription.js";
import type { Site } from "./site.js";

/**
 * Connects a listener to a session's event.
 * @throws DisconnectedError when the session has ended, CapabilityError when such events will not come.
 */
export function listen<D>(
  { core, rules }: Site,
  source: EventSource,
  event: string,
  listener: Listener<D>,
  options: ConnectOptions = {},
): SignalConnection {
  if (options.tagged !== true) requireDefault(core.capabilities, rules.defaultConnections, event);
  if (core.state === "closing" || core.state === "disconnected") {
    throw new DisconnectedError(`cannot listen to ${event}: the session has ended`, { cause: core.failure });
  }
  return new ListenerConnection(source, event, listener, options);
}

/** The next such event of a session. @throws CapabilityError when such events will not come. */
export function next<E extends EventMessage>(
  { core, rules }: Site,
  source: EventSource,
  event: E["event"],
  options: OnceOptions<E> | undefined,
): Promise<E> {
  requireDefault(core.capabilities, rules.defaultConnections, event);
  return nextEvent(source, rules.clock, event, options);
}

function requireDefault(capabilities: readonly string[], defaults: boolean, event: string): void {
  if (!dropsDefaults(defaults, capabilities)) return;
  throw new CapabilityError(`${event} will not come: the default connections were dropped`);
}
