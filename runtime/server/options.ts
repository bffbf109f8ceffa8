import type { Clock } from "../clock.js";
import type { Validators } from "../session/session-options.js";
import type { Version } from "../session/greeting.js";
import type { ProblemListener } from "../session/observer.js";

/**
 * What happens to an event for a client that has not taken what was sent before: `hang-up` ends its connection, for
 * a client that misses events without knowing it is wrong about everything; `drop` loses the event, for clients to
 * whom the latest is as good as all. Either is told to `onProblem`.
 */
export type SlowClientPolicy = "hang-up" | "drop";

/** How a server serves. */
export interface ServerOptions {
  /** The version to greet with; 0.0.0 where it is left out. */
  readonly version?: Version;
  /** The capabilities to offer; none where it is left out. A server with signals offers `signals` besides. */
  readonly capabilities?: readonly string[];
  /** The commands that may be executed out of band, for clients that enable `oob`. */
  readonly oobCommands?: readonly string[];
  /** What arguments are held against before a handler sees them: a generated module of validators. */
  readonly validators?: Pick<Validators, "validateArguments">;
  /** Serve one client at a time, as a QMP socket does: others wait for their greeting. */
  readonly singleClient?: boolean;
  /** The most characters that a request may have; 64 MiB where it is left out. */
  readonly messageLimit?: number;
  /** How many characters may wait for a client to take them; 16 MiB where it is left out. */
  readonly queueLimit?: number;
  /**
   * What happens to events beyond that; `hang-up` where it is left out. Replies are never dropped: the commands
   * of a client that does not take them are executed when it does.
   */
  readonly slowClients?: SlowClientPolicy;
  /** Keep what clients ask and are told in `recording`; for tests. */
  readonly record?: boolean;
  /** Told of what no client is told; where it is left out, `console.warn` is. */
  readonly onProblem?: ProblemListener;
  readonly clock?: Clock;
  /** The time that events carry, in milliseconds since the Unix epoch; the real one where it is left out. */
  readonly now?: () => number;
}
