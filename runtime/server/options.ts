import type { Clock } from "../clock.js";
import type { ProblemListener } from "../observe/session-observer.js";
import type { AnyProtocol, CommandName, Protocol } from "../protocol.js";
import type { Version } from "../session/greeting.js";
import type { Validators } from "../session/session-options.js";
import type { Caller } from "./handler.js";

/**
 * What a server does with an event for a client whose queue is full: `close` closes the connection, because a client
 * that misses events without knowing has a wrong state; `drop` drops the event, for clients that only need the latest
 * one. Either is reported to `onProblem`.
 */
export type SlowClientPolicy = "close" | "drop";

/** The options of {@link createServer}. */
export interface ServerOptions<P extends Protocol = AnyProtocol> {
  /** The version in the greeting (default: 0.0.0). */
  readonly version?: Version | undefined;
  /** The capabilities to offer (default: none). A server with signals also offers `signals`. */
  readonly capabilities?: readonly string[] | undefined;
  /** The commands that clients which enable `oob` may execute out of band, or `"all"` (default: none). */
  readonly oobCommands?: readonly CommandName<P>[] | "all" | undefined;
  /** Executes every command that has no handler (default: it is answered with `CommandNotFound`). */
  readonly fallback?: ((command: string, args: object, caller: Caller) => unknown) | undefined;
  /** A generated module of validators, which validates arguments before a handler receives them (default: none). */
  readonly validators?: Pick<Validators<P>, "validateArguments"> | undefined;
  /** Serves one client at a time, as a QMP socket does: other clients wait for their greeting (default: false). */
  readonly singleClient?: boolean | undefined;
  /**
   * The maximum length of a request, in bytes (default: 64 Mi). A longer one closes the connection. Before the negotiation
   * is done, the maximum is at most 64 Ki.
   */
  readonly messageLimit?: number | undefined;
  /** The queue of a client is full while it holds more bytes than this (default: 16 Mi). */
  readonly queueLimit?: number | undefined;
  /** The maximum number of signal connections of a client (default: 1,000). A further one is answered with an error. */
  readonly signalConnectionLimit?: number | undefined;
  /**
   * What to do with events for a client whose queue is full (default: `close`). Replies are never dropped: the
   * commands of such a client wait until it has read its replies.
   */
  readonly slowClients?: SlowClientPolicy | undefined;
  /** Records commands, replies and events in `recording`, for tests (default: false). */
  readonly record?: boolean | undefined;
  /** Receives problems that are not reported to a client (default: `console.warn`). */
  readonly onProblem?: ProblemListener | undefined;
  /** Default: the system's timers. */
  readonly clock?: Clock | undefined;
  /** The time for the timestamps of events, in milliseconds since the Unix epoch (default: `Date.now`). */
  readonly now?: (() => number) | undefined;
}
