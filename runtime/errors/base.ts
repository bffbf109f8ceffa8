import { escapeControls } from "./escape-text.js";

/** The stable code of an error. Messages may change between versions; codes do not. */
export type ErrorCode =
  | "arguments-invalid"
  | "call-aborted"
  | "call-timeout"
  | "capability-missing"
  | "command-failed"
  | "completion-aborted"
  | "completion-failed"
  | "completion-lost"
  | "completion-timeout"
  | "connect-aborted"
  | "connect-closed"
  | "connect-failed"
  | "connect-not-agent"
  | "connect-not-qmp"
  | "connect-occupied"
  | "connect-refused"
  | "connect-timeout"
  | "connection-foreign"
  | "descriptors-impossible"
  | "disconnected"
  | "event-aborted"
  | "event-timeout"
  | "introspection-missing"
  | "launch-failed"
  | "listener-failed"
  | "negotiation-failed"
  | "outcome-unknown"
  | "protocol-violation"
  | "queue-overflow"
  | "server-older"
  | "version-too-old";

/** The members of a {@link QapiError} other than its code and message. */
export interface ErrorDetails {
  /** The command that failed. */
  readonly command?: string | undefined;
  /** The text of the request, if it was sent. */
  readonly sent?: string | undefined;
  /** The parsed message from the server, or its text if it is not valid JSON. */
  readonly received?: unknown;
  /** Whether the server may have executed the command, in whole or in part (default: false). */
  readonly serverMayHaveActed?: boolean;
  readonly cause?: unknown;
}

/** The base class of every error that this package throws or reports. */
export abstract class QapiError extends Error {
  /** The stable code of the error, for programs to compare. */
  abstract readonly code: ErrorCode;

  /** The command that failed; undefined if the error does not belong to a command. */
  readonly command: string | undefined;

  /** The parsed message from the server, or its text if it is not valid JSON. */
  readonly received: unknown;

  /**
   * Whether the server may have executed the command. If false, it is safe to repeat the command on another
   * session; it is also false for a command that only reads and was given up.
   */
  readonly serverMayHaveActed: boolean;

  /** Private, so that printing the error does not print passwords in a command's arguments. */
  readonly #sent: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    // Escaped here, so that no message can bring a peer's control characters to a terminal or a log.
    super(escapeControls(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.command = details.command;
    this.received = details.received;
    this.serverMayHaveActed = details.serverMayHaveActed ?? false;
    this.#sent = details.sent;
  }

  /** The text of the request; undefined if it was not sent. It may contain secrets. */
  get sent(): string | undefined {
    return this.#sent;
  }
}
