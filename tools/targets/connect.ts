import { connect, connectAgent, connectPersistent, QapiError } from "qapi-ts";
import type { ReconnectOptions, Session, SessionOptions } from "qapi-ts";
import { exitCodes, exitCodeOf, ToolError } from "../failure.js";
import type { ConnectionFlags } from "./connection-options.js";
import type { Endpoint } from "./endpoint.js";
import { explain } from "./explain.js";
import { openEndpoint } from "./open-endpoint.js";
import { formatTarget, type Target } from "./target.js";

/** The options of a session that do not depend on its target. */
export type Settings = Pick<
  SessionOptions,
  "timeout" | "signal" | "onProblem" | "observer" | "callTimeout"
> & {
  /** Reconnects when the connection is lost. Default: the session ends with its connection. */
  readonly reconnect?: ReconnectOptions;
};

/** The default limit for connecting, in milliseconds. */
export const connectTimeout = 10_000;

/**
 * Connects to a target. The session has no protocol: it takes any command by name.
 * @throws ToolError (as a rejection) if the target does not exist, cannot be reached or has another client.
 */
export async function connectTarget(
  target: Target,
  flags: ConnectionFlags = {},
  { timeout = connectTimeout, ...settings }: Settings = {},
): Promise<Session> {
  const limits = { timeout, signal: settings.signal };
  let endpoint: Endpoint | undefined;
  try {
    endpoint = await openEndpoint(target, flags, limits);
    const session = await openSession(endpoint, { ...settings, timeout });
    const { release } = endpoint;
    void session.closed.then(() => release?.());
    return session;
  } catch (error) {
    await endpoint?.release?.();
    throw withTarget(error, target);
  }
}

function openSession(
  { address, isAgent = false, maxInFlight }: Endpoint,
  settings: Settings,
): Promise<Session> {
  const { reconnect, ...rest } = settings;
  const options = { ...address, ...rest, ...(maxInFlight !== undefined && { maxInFlight }) };
  const open = isAgent ? connectAgent : connect;
  if (reconnect === undefined) return open(options);
  return connectPersistent({ ...options, reconnect, connect: open });
}

/** Names the target in an error of connecting. */
function withTarget(error: unknown, target: Target): unknown {
  if (!(error instanceof QapiError)) return error;
  const message = `cannot connect to ${formatTarget(target)}: ${explain(error, target.kind !== "tcp" && target.kind !== "tls" && target.kind !== "web-socket")}`;
  return new ToolError(exitCodeOf(error) ?? exitCodes.unreachable, message, { cause: error });
}
