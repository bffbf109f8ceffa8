import { setTimeout as sleep } from "node:timers/promises";
import type { EventMessage, QapiError, Session } from "qapi-ts";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { connectTarget } from "../targets/connect.js";
import type { Target } from "../targets/target.js";

/** Receives what happens to one machine. */
export interface Follower {
  event(message: EventMessage): void;
  /** The connection was lost. Events are missed until the next one. */
  lost(error: QapiError | undefined): void;
  restored(): void;
  /** Events may have been missed although the connection is open. */
  gap(cause: QapiError | undefined): void;
  /** An attempt to connect again failed, for the first time after a loss. */
  failed(error: unknown): void;
}

/** How to follow a machine. */
interface FollowOptions {
  readonly flags: ConnectionFlags;
  /** The limit of each attempt to connect, in milliseconds. */
  readonly timeout: number;
  /** Stops following. */
  readonly signal: AbortSignal;
}

/** The delays between two attempts to connect, in milliseconds. */
const [firstDelay, longestDelay] = [200, 5_000];

/**
 * Follows the events of a machine over its restarts. The target is resolved again for each connection, because a machine of
 * the same name may have another socket. Resolves when the signal is aborted.
 * @param session - the first connection.
 */
export async function follow(
  target: Target,
  session: Session,
  follower: Follower,
  options: FollowOptions,
): Promise<void> {
  const { signal } = options;
  for (
    let next: Session | undefined = session;
    next !== undefined;
    next = await reconnect(target, follower, options)
  ) {
    const error = await deliver(next, follower, signal);
    if (signal.aborted) return;
    follower.lost(error);
  }
}

/** Delivers the events of a session until it ends or the signal is aborted. */
async function deliver(
  session: Session,
  follower: Follower,
  signal: AbortSignal,
): Promise<QapiError | undefined> {
  const subscription = session.subscribe({
    names: undefined,
    deliver: (message) => follower.event(message),
    gap: ({ cause }) => follower.gap(cause),
  });
  const close = (): void => {
    subscription.end();
    void session.close();
  };
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  const { error } = await session.closed;
  signal.removeEventListener("abort", close);
  return error;
}

async function reconnect(
  target: Target,
  follower: Follower,
  { flags, timeout, signal }: FollowOptions,
): Promise<Session | undefined> {
  let [delay, hasFailed] = [firstDelay, false];
  while (await waitFor(delay, signal)) {
    try {
      const session = await connectTarget(target, flags, { timeout, signal, needsEvents: true });
      follower.restored();
      return session;
    } catch (error) {
      if (!hasFailed && !signal.aborted) follower.failed(error);
      hasFailed = true;
      delay = Math.min(delay * 2, longestDelay);
    }
  }
  return undefined;
}

/** Waits. Returns false if the signal is aborted. */
async function waitFor(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
