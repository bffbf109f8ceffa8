import type { EventMessage, Greeting } from "qapi-ts";

/**
 * The events that a shared monitor adds to those of its machine. Their prefix sets them apart from QEMU's, as that of a
 * downstream extension does.
 */
export const ownEvents = {
  /** The connection to the machine was lost. Commands are answered with an error until the next event. */
  disconnected: "QAPI_TS_MACHINE_DISCONNECTED",
  /** Events may have been missed: the machine is connected again, and may be another process, or its owner in a fleet is. */
  connected: "QAPI_TS_MACHINE_CONNECTED",
} as const;

/** @param reason - why the connection ended. */
export function disconnectedEvent(reason: string): EventMessage {
  return createEvent(ownEvents.disconnected, { reason });
}

/** The data is the version, as `query-version` returns it; absent if the machine does not report one. */
export function connectedEvent({ version }: Greeting): EventMessage {
  if (version === undefined) return createEvent(ownEvents.connected, {});
  const { major, minor, micro, package: packaging } = version;
  return createEvent(ownEvents.connected, { qemu: { micro, minor, major }, package: packaging });
}

function createEvent(event: string, data: object): EventMessage {
  const now = Date.now();
  const seconds = Math.floor(now / 1000);
  return { timestamp: { seconds, microseconds: (now - 1000 * seconds) * 1000 }, event, data };
}
