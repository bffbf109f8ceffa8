import { connect, connectAgent, QapiError, type Session, type SessionOptions } from "qapi-ts";
import { exitCodeOf, exitCodes, ToolError } from "../failure.js";
import type { ConnectionFlags } from "./connection-options.js";
import type { Endpoint } from "./endpoint.js";
import { explain } from "./explain.js";
import { openEndpoint } from "./open-endpoint.js";
import { resolveName } from "./resolve-name.js";
import { formatTarget, type Address, type Target } from "./target.js";

/** The options of {@link connectTarget}: those of a session that do not depend on its target. */
export interface ConnectTargetOptions extends Pick<
  SessionOptions,
  "timeout" | "signal" | "onProblem" | "observer" | "callTimeout" | "capabilities"
> {
  /** Refuses a target that delivers no events. Default: false. */
  readonly needsEvents?: boolean;
}

/** The default limit for connecting, in milliseconds. */
export const connectTimeout = 10_000;

/**
 * Connects to a target. The session has no protocol: it takes any command by name. Of a machine with several monitors, the
 * first one that is not taken is used.
 * @param flags - the options of TLS.
 * @param options - the default of `timeout` is 10 seconds; errors without a caller are ignored by default.
 * @throws ToolError (as a rejection) if the target does not exist, cannot be reached or has another client.
 */
export async function connectTarget(
  target: Target,
  flags: ConnectionFlags = {},
  options: ConnectTargetOptions = {},
): Promise<Session> {
  const [first, ...others] = target.kind === "name" ? await resolveName(target.name) : [target];
  const { timeout = connectTimeout } = options;
  const limited = { onProblem: () => undefined, ...options, timeout: timeout / (others.length + 1) };
  let address = first;
  for (const other of others) {
    try {
      return await connectAddress(address, flags, limited);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      address = other;
    }
  }
  return await connectAddress(address, flags, limited);
}

async function connectAddress(
  address: Address,
  flags: ConnectionFlags,
  { needsEvents = false, ...settings }: ConnectTargetOptions & { readonly timeout: number },
): Promise<Session> {
  const { timeout, signal } = settings;
  let endpoint: Endpoint | undefined;
  try {
    endpoint = await openEndpoint(address, flags, { timeout, signal, needsEvents });
    const session = await openSession(endpoint, settings);
    const { release } = endpoint;
    void session.closed.then(() => release?.());
    return session;
  } catch (error) {
    await endpoint?.release?.();
    // The message of a ToolError already names the target or the file.
    throw error instanceof QapiError && !(error instanceof ToolError) ? connectError(error, address) : error;
  }
}

async function openSession(
  { address, isAgent = false, maxInFlight }: Endpoint,
  settings: ConnectTargetOptions,
): Promise<Session> {
  const options = { ...address, ...settings, ...(maxInFlight !== undefined && { maxInFlight }) };
  if (!isAgent) return await connect(options);
  const { qga } = await import("qapi-ts/qga");
  // Some commands have no reply. Base64 stays as it is, because it is printed.
  return await connectAgent({ ...options, protocol: { name: qga.name, noReply: qga.noReply } });
}

/** Names the target in an error of connecting. */
function connectError(error: QapiError, address: Address): ToolError {
  const isLocal = address.kind === "unix" || address.kind === "agent";
  const message = `cannot connect to ${formatTarget(address)}: ${explain(error, isLocal)}`;
  return new ToolError(exitCodeOf(error) ?? exitCodes.unreachable, message, { cause: error });
}
