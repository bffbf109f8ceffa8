import { checkDuration, checkLimit } from "../clock.js";
import { nameCaller } from "../errors/caller-stack.js";
import { onAbort } from "../events/waiter.js";
import type { AnyProtocol, OpenedBy, Protocol, ProtocolDescriptor } from "../protocol.js";
import { connect, connectAborted } from "../session/connect.js";
import { SessionConfig, type SessionOptions, type SessionSettings } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import type { Target } from "../transport/targets.js";
import type { WebSocketTarget } from "../transport/web-socket.js";
import type { ReconnectOptions } from "./connector.js";
import { PersistentSession } from "./persistent-session.js";

/** Connections that are open already, and cannot be opened again. */
type OpenTarget =
  | { readonly stream: unknown }
  | { readonly child: unknown }
  | { readonly readable: unknown }
  | { readonly webSocket: unknown };

interface WebSocketUrl extends WebSocketTarget {
  readonly webSocket: string;
}

/** A server that can be connected to more than once: a WebSocket by its URL. */
type PersistentTarget = Exclude<Target, OpenTarget> | WebSocketUrl;

/** How a persistent session opens its connections. */
interface ConnectFunctionOption<P extends Protocol = AnyProtocol> {
  /** Opens a connection; `connectAgent` for a guest agent. Default: `connect`. */
  readonly connect?: ((options: SessionOptions<P>) => Promise<Session<P>>) | undefined;
}

/** A protocol that `connect` speaks, or another function than `connect`. */
type OpenedByDefault = OpenedBy<"connect"> | { readonly connect: object };

/** The options of `connectPersistent`. */
export type PersistentOptions<P extends Protocol = AnyProtocol> = PersistentTarget &
  SessionSettings<P> &
  ConnectFunctionOption<P> & {
    /** How to retry. Default: the defaults of ReconnectOptions. */
    readonly reconnect?: ReconnectOptions | undefined;
  };

/** The options of `connectOnDemand`. They have no `signal`; `close` ends an attempt to connect. */
export type OnDemandOptions<P extends Protocol = AnyProtocol> = PersistentTarget &
  Omit<SessionSettings<P>, "signal"> &
  ConnectFunctionOption<P> & {
    /** Releases the connection after this many milliseconds without a pending call or a listener. Default: 1,000. */
    readonly idle?: number | undefined;
    /**
     * How to retry. Default: one attempt each time a call or a new listener needs a connection, and the defaults of
     * ReconnectOptions while listeners wait for the next connection after a loss.
     */
    readonly reconnect?: ReconnectOptions | undefined;
  };

const defaultIdle = 1_000;

/**
 * Connects to a server, and reconnects when the connection is lost. Until then, calls wait within their timeouts. A call
 * that was not sent is sent over the next connection; a call that was sent rejects with an OutcomeUnknownError and is never
 * repeated. Listeners stay connected, and their `onGap` is called because events may have been missed; a pending `once`
 * rejects. The session ends when `reconnect.attempts` consecutive attempts (default: 10) have failed.
 * @throws ConnectError, NegotiationError or VersionError (as a rejection) if every attempt fails; TypeError or RangeError if an
 * option is invalid.
 */
export function connectPersistent<P extends Protocol = AnyProtocol>(
  options: PersistentOptions<P> & OpenedByDefault,
): Promise<Session<P>> {
  return nameCaller(openPersistent(options));
}

async function openPersistent<P extends Protocol>(options: PersistentOptions<P>): Promise<Session<P>> {
  const session = createSession(options, undefined, options.reconnect ?? {});
  const { signal } = options;
  const close = (): void => {
    void session.close();
  };
  const stop = onAbort(signal, close);
  if (signal?.aborted === true) close();
  try {
    await session.ready();
  } catch (error) {
    throw signal?.aborted === true ? connectAborted(signal) : error;
  } finally {
    stop();
  }
  return session;
}

/**
 * Creates a session that connects when it has a call or a listener, and releases an idle connection, so that several
 * programs can share a socket that serves one client at a time. A listener keeps the session connected, and connected again
 * after a loss. The session does not end by itself: if it cannot connect, what waits for the connection rejects, listeners
 * end (see `ended`), and the next call tries again.
 * @throws TypeError or RangeError if an option is invalid.
 */
export function connectOnDemand<P extends Protocol = AnyProtocol>(
  options: OnDemandOptions<P> & OpenedByDefault,
): Session<P> {
  const { idle = defaultIdle, reconnect } = options;
  return createSession(options, idle, reconnect);
}

function createSession<P extends Protocol>(
  options: PersistentTarget & Omit<SessionSettings<P>, "signal"> & ConnectFunctionOption<P>,
  idle: number | undefined,
  reconnect: ReconnectOptions | undefined,
): PersistentSession<P> {
  checkDuration(options.timeout);
  checkDuration(idle, "idle");
  checkDuration(reconnect?.initialDelay, "initialDelay");
  checkDuration(reconnect?.maxDelay, "maxDelay");
  checkDuration(reconnect?.stableAfter, "stableAfter");
  checkLimit(reconnect?.attempts, "attempts");
  const { connect: open = connect } = options;
  const shared = options.protocol && { protocol: checkedOnce(options.protocol) };
  return new PersistentSession<P>(new SessionConfig(options), {
    open: (signal) => open({ ...options, ...shared, signal }),
    reconnect,
    idle,
  });
}

/** Returns a descriptor that reports each older server once: a persistent session connects again and again. */
function checkedOnce<D extends Pick<ProtocolDescriptor<Protocol>, "checkServer">>(protocol: D): D {
  const { checkServer } = protocol;
  if (checkServer === undefined) return protocol;
  const reported = new Set<string>();
  return {
    ...protocol,
    checkServer: (version) => {
      const error = checkServer(version);
      if (error === undefined || reported.has(error.message)) return undefined;
      reported.add(error.message);
      return error;
    },
  };
}
