import type { AuditClient, AuditEntry } from "./audit.js";
import type { Policy, PolicyOptions } from "./policy/policy.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import type { Target } from "../targets/target.js";

/** The options of `shareMachine`. */
export interface ShareOptions {
  /** The machine, as on the command line or parsed. It is resolved again for each connection. */
  readonly target: string | Target;
  /** The TLS options of the target. */
  readonly flags?: ConnectionFlags | undefined;
  /** The name of the machine in the audit log. Default: the text of the target. */
  readonly name?: string | undefined;
  /** What clients may execute. Default: commands with the effect `read`. */
  readonly policy?: PolicyOptions | Policy | undefined;
  /**
   * Receives an entry for each command, before its reply is sent, and for each client that connects and disconnects. If it
   * throws, the error is reported to `onProblem`, and every further command is refused.
   */
  readonly audit?: ((entry: AuditEntry) => void) | undefined;
  /** The limit of each attempt to connect, in milliseconds. Default: 10,000. */
  readonly timeout?: number | undefined;
  /** The most clients at a time; further ones are disconnected. Default: 1,000. */
  readonly maxClients?: number | undefined;
  /** The most bytes that a client may leave unread, before it is disconnected. Default: 16 Mi. */
  readonly queueLimit?: number | undefined;
  /** The most bytes of a request. A client with a longer one is disconnected. Default: 64 Mi. */
  readonly messageLimit?: number | undefined;
  /** Receives what concerns no single command: a slow client, a lost machine. Default: it is ignored. */
  readonly onProblem?: ((problem: Error) => void) | undefined;
}

/** A client that is connected. */
export interface ClientInfo extends AuditClient {
  /** When it connected, in milliseconds since the Unix epoch. */
  readonly since: number;
  /** The number of commands that it has sent. */
  readonly calls: number;
}

/** The default limits. */
export const defaults: {
  readonly maxClients: number;
  readonly queueLimit: number;
  readonly messageLimit: number;
} = {
  maxClients: 1_000,
  queueLimit: 16 * 1024 * 1024,
  messageLimit: 64 * 1024 * 1024,
};
