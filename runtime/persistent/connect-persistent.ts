import type { AnyProtocol, Protocol } from "../protocol.js";
import { systemClock } from "../clock.js";
import { connect } from "../session/connect.js";
import type { SessionOptions, SessionSettings } from "../session/session-options.js";
import type { Target } from "../transport/targets.js";
import type { Session } from "../session/session.js";
import { defaultTimeout } from "../session/call-options.js";
import { Backoff, type ReconnectOptions } from "./backoff.js";
import { PersistentSession } from "./persistent-session.js";

/** Where a server is that can be connected to more than once. */
export type PersistentTarget = Exclude<Target, { readonly stream: unknown } | { readonly child: unknown }>;

/** How a session that outlives its connections makes them. */
export interface ConnectFunctionOption<P extends Protocol = AnyProtocol> {
  /** What connects: `connect` where it is left out; `connectAgent` for a guest agent. */
  readonly connect?: (options: SessionOptions<P>) => Promise<Session<P>>;
}

/** What `connectPersistent` takes. */
export type PersistentOptions<P extends Protocol = AnyProtocol> = PersistentTarget &
  SessionSettings<P> &
  ConnectFunctionOption<P> & {
    /** How to try again; with its defaults, where it is left out. */
    readonly reconnect?: ReconnectOptions;
  };

/** What `connectOnDemand` takes: no `signal`, since it is `close` that ends its connecting. */
export type OnDemandOptions<P extends Protocol = AnyProtocol> = PersistentTarget &
  Omit<SessionSettings<P>, "signal"> &
  ConnectFunctionOption<P> & {
    /** How long nothing may be outstanding, and nobody listen, until the connection is let go, in milliseconds; 1,000. */
    readonly idle?: number;
    /** How to try again; where it is left out, there is one attempt for what has come to need a connection. */
    readonly reconnect?: ReconnectOptions;
  };

const defaultIdle = 1_000;

/**
 * Connects, and connects again when the connection is lost. Meanwhile calls wait, within their timeouts. A call that had
 * not left is made with the next connection; one that had left is rejected with an OutcomeUnknownError, and never made
 * twice. Whoever listens goes on listening, and is told by `onGap` that something may have been missed; whoever waits for
 * one event (`once`) is told by a rejection. After too many attempts in a row the session ends.
 * @throws ConnectError or NegotiationError (as a rejection), as `connect` does, when there were attempts enough at first.
 */
export async function connectPersistent<P extends Protocol = AnyProtocol>(
  options: PersistentOptions<P>,
): Promise<Session<P>> {
  const session = sessionOf(options, undefined, new Backoff(options.reconnect ?? {}));
  const { signal } = options;
  const abandon = (): void => {
    void session.close();
  };
  signal?.addEventListener("abort", abandon);
  if (signal?.aborted === true) abandon();
  try {
    await session.ready();
  } finally {
    signal?.removeEventListener("abort", abandon);
  }
  return session;
}

/**
 * A session that connects when there is something to do, and lets the connection go when nothing is outstanding and nobody
 * listens, so that several programs can share a socket that serves one client at a time. It never ends by itself: where
 * there is no connection to be had, those who need it are told, and the next who does has it tried again.
 */
export function connectOnDemand<P extends Protocol = AnyProtocol>(options: OnDemandOptions<P>): Session<P> {
  const backoff = options.reconnect === undefined ? undefined : new Backoff(options.reconnect);
  return sessionOf(options, options.idle ?? defaultIdle, backoff);
}

function sessionOf<P extends Protocol>(
  options: PersistentTarget & Omit<SessionSettings<P>, "signal"> & ConnectFunctionOption<P>,
  idle: number | undefined,
  backoff: Backoff | undefined,
): PersistentSession<P> {
  const { connect: open = connect, clock = systemClock, callTimeout, protocol, observer } = options;
  return new PersistentSession<P>({
    open: (signal) => open({ ...options, signal }),
    clock,
    backoff,
    idle,
    timeoutOf: (command) => defaultTimeout(command, callTimeout, protocol?.timeouts),
    observer,
  });
}
