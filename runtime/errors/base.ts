import { escapeUnit } from "../json.js";

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

  /** The text of the request; undefined if it was not sent. It may contain secrets, so that printing the error omits it. */
  declare readonly sent: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    // Escaped here, so that no message can bring a peer's control characters to a terminal or a log.
    super(escapeControls(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.command = details.command;
    this.received = details.received;
    this.serverMayHaveActed = details.serverMayHaveActed ?? false;
    Object.defineProperty(this, "sent", { value: details.sent });
  }
}

/** Longer text is cut, in characters. */
const maxLength = 1000;

/** Control characters (terminal escape sequences start with one), line separators and bidirectional controls. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Escapes text from a server or a schema for an error message, a log or a terminal: control characters become
 * `\uXXXX`, the result is one line, and text of more than 1,000 characters is cut.
 */
export function escapeText(text: string): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  return escapeControls(short);
}

/** Escapes the same characters, and cuts nothing. */
export function escapeControls(text: string): string {
  return text.replace(unsafe, escapeUnit);
}
