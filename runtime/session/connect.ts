import { nodeOpener } from "#node-opener";
import { checkDuration } from "../clock.js";
import { nameCaller } from "../errors/caller-stack.js";
import { ConnectError } from "../errors/index.js";
import { onAbort } from "../events/waiter.js";
import type { AnyProtocol, OpenedBy, Protocol } from "../protocol.js";
import type { NodeTarget, Target } from "../transport/targets.js";
import type { TransportOpener } from "../transport/transport.js";
import { webSocketOpener } from "../transport/web-socket.js";
import { webStreamsOpener } from "../transport/web-streams.js";
import { ClientSession } from "./client-session.js";
import { QmpProtocol } from "./qmp-protocol.js";
import { SessionConfig, type SessionOptions } from "./session-options.js";
import type { ProtocolFactory } from "./session-protocol.js";
import type { Session } from "./session.js";

/** In milliseconds. */
const defaultTimeout = 10_000;

const newQmpProtocol: ProtocolFactory = (config, output, events) => new QmpProtocol(config, output, events);

/**
 * Connects to a server that speaks the QEMU Machine Protocol: opens the transport, waits for the greeting and negotiates
 * capabilities.
 * @throws ConnectError, NegotiationError or VersionError (as a rejection); TypeError or RangeError if an option is invalid.
 * @see QMP specification, section "Capabilities Negotiation"
 */
export function connect<P extends Protocol = AnyProtocol>(
  options: SessionOptions<P> & OpenedBy<"connect">,
): Promise<Session<P>> {
  return nameCaller(openSession(options, newQmpProtocol));
}

/** Opens a session of any protocol. The transport is listened to at once: an open WebSocket may deliver data at any time. */
export async function openSession<P extends Protocol>(
  options: SessionOptions<P>,
  newProtocol: ProtocolFactory,
): Promise<Session<P>> {
  const { signal, timeout = defaultTimeout } = options;
  checkDuration(timeout);
  if (signal?.aborted === true) throw connectAborted(signal);
  const config = new SessionConfig(options);
  const session = new ClientSession<P>(config, newProtocol);
  const stop = onAbort(signal, () => session.abandon(connectAborted(signal)));
  try {
    const opener = openerOf(options);
    await session.open(config.observer?.opener(opener) ?? opener, timeout);
  } finally {
    stop();
  }
  return session;
}

/** The error of an attempt to connect whose signal is aborted. */
export function connectAborted(signal: AbortSignal | undefined): ConnectError {
  return new ConnectError("connect-aborted", "connecting was aborted", { cause: signal?.reason });
}

/** What a program in JavaScript may pass. A target of Node with such a member is refused. */
interface Absent {
  readonly transport?: undefined;
  readonly webSocket?: undefined;
}

/** Returns the opener of a target. */
function openerOf(target: Target | Absent): TransportOpener {
  if ("transport" in target && target.transport) return target.transport;
  if ("webSocket" in target && target.webSocket) return webSocketOpener(target);
  if ("readable" in target) return webStreamsOpener(target);
  return nodeOpener(target as NodeTarget);
}
