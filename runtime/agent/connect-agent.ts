import { nameCaller } from "../errors/caller.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { openSession } from "../session/connect.js";
import type { SessionOptions } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import { AgentProtocol } from "./agent-protocol.js";

/** How to connect to a guest agent, beside what can be said of any session. */
export interface AgentSettings {
  /**
   * How long an answer to a synchronisation is awaited before the next attempt, in milliseconds; 1,000 where it is
   * left out. Each further attempt waits twice as long, up to half a minute.
   */
  readonly syncInterval?: number;
}

/** What `connectAgent` takes. */
export type AgentOptions<P extends Protocol = AnyProtocol> = SessionOptions<P> & AgentSettings;

const defaultInterval = 1_000;

/**
 * Connects to a QEMU guest agent: at the socket of the guest's port, or wherever else one listens. Fulfilled when the
 * agent has answered; `timeout` (10,000 ms where it is left out) covers the guest's booting too, if it is to.
 *
 * One command is sent at a time. After one that was given up (its `timeout`, its `signal`) the session synchronises
 * anew before the next, so that a late reply never passes for another's.
 * @throws ConnectError (as a rejection): `connect-timeout` where no agent answers.
 */
export function connectAgent<P extends Protocol = AnyProtocol>(
  options: AgentOptions<P>,
): Promise<Session<P>> {
  const { syncInterval = defaultInterval } = options;
  return nameCaller(
    openSession(options, (config, output, events) => new AgentProtocol(config, output, events, syncInterval)),
  );
}
