/** The stable name of what went wrong: the message may be worded anew, the code stays. */
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
  | "version-too-old";

/** What is known of a failure, beside its message. */
export interface ErrorFacts {
  /** The command that failed. */
  readonly command?: string | undefined;
  /** The text that went to the server. */
  readonly sent?: string | undefined;
  /** What came back: the parsed reply, or the text where it could not be parsed. */
  readonly received?: unknown;
  /** Whether the server may have carried the command out, in whole or in part. */
  readonly serverMayHaveActed?: boolean;
  readonly cause?: unknown;
}

/** The root of every error that this package makes. */
export abstract class QapiError extends Error {
  /** Which failure this is, stable from version to version. */
  abstract readonly code: ErrorCode;

  /** The command that failed, if the failure is a command's. */
  readonly command: string | undefined;

  /** What the server answered: the parsed reply, or its text where that is no JSON. */
  readonly received: unknown;

  /**
   * Whether the server may have carried the command out. Where this is false, the command can be repeated
   * safely on another session.
   */
  readonly serverMayHaveActed: boolean;

  /** Private, so that printing an error does not print the passwords that a command may carry. */
  readonly #sent: string | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.command = facts.command;
    this.received = facts.received;
    this.serverMayHaveActed = facts.serverMayHaveActed ?? false;
    this.#sent = facts.sent;
  }

  /** The text that went to the server; undefined when nothing left. It may hold secrets. */
  get sent(): string | undefined {
    return this.#sent;
  }
}
