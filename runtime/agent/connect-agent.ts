import { checkDuration } from "../clock.js";
import { nameCaller } from "../errors/caller-stack.js";
import type { AnyProtocol, OpenedBy, Protocol } from "../protocol.js";
import { openSession } from "../session/connect.js";
import type { SessionOptions } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import { AgentProtocol } from "./agent-protocol.js";

/** The options of {@link connectAgent}. */
export type AgentOptions<P extends Protocol = AnyProtocol> = SessionOptions<P> & {
  /**
   * The delay before the synchronisation is repeated, in milliseconds. Each further delay is twice as long, up to 30
   * seconds. Default: 1,000.
   */
  readonly syncInterval?: number | undefined;
};

const defaultSyncInterval = 1_000;

/**
 * The default limit on a message, in characters: `guest-file-read` returns up to 48 MiB, which are 64 Mi characters of
 * base64, and the rest of its reply.
 */
const defaultMessageLimit = 65 * 1024 * 1024;

/**
 * Connects to a QEMU guest agent, for example at the socket of the guest's port, and resolves when the agent answers.
 * To wait for a guest that boots, set `timeout` (default: 10,000 ms) accordingly.
 *
 * Commands are sent one at a time. After a call is cancelled by its `timeout` or `signal`, the session synchronises
 * again before the next command, so that a late reply cannot match another call.
 * @throws ConnectError (as a rejection), with the code `connect-timeout` if no agent answers, and `connect-not-agent` if
 * another server does; TypeError or RangeError if an option is invalid.
 * @see QEMU's "QEMU Guest Agent Protocol Reference"
 */
export async function connectAgent<P extends Protocol = AnyProtocol>(
  options: AgentOptions<P> & OpenedBy<"connectAgent">,
): Promise<Session<P>> {
  const { syncInterval = defaultSyncInterval, messageLimit = defaultMessageLimit } = options;
  checkDuration(syncInterval, "syncInterval");
  return await nameCaller(
    openSession(
      { ...options, messageLimit },
      (config, output, events) => new AgentProtocol(config, output, events, syncInterval),
    ),
  );
}
