import { QapiError, type ErrorCode } from "qapi-ts";

/** The exit codes of every command. */
export const exitCodes: {
  readonly done: 0;
  readonly refused: 1;
  readonly usage: 2;
  readonly unknown: 3;
  readonly unreachable: 4;
} = {
  done: 0,
  /** The server answered with an error, or reported that the command failed. */
  refused: 1,
  /** The command line is invalid, or a file cannot be read or written. */
  usage: 2,
  /** The command was sent, and its outcome is unknown. */
  unknown: 3,
  /** No session could be opened, and nothing was sent. */
  unreachable: 4,
};

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An error that the user can correct. Its message is one line that names the fix. The code is that of its cause if that is a
 * QapiError, and otherwise follows from the exit code.
 */
export class ToolError extends QapiError {
  override readonly name: string = "ToolError";
  override readonly code: ErrorCode;
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, { cause }: ErrorOptions = {}) {
    super(message, { cause, serverMayHaveActed: cause instanceof QapiError && cause.serverMayHaveActed });
    this.code = cause instanceof QapiError ? cause.code : errorCodes[exitCode];
    this.exitCode = exitCode;
  }
}

const errorCodes: Readonly<Record<ExitCode, ErrorCode>> = {
  [exitCodes.done]: "command-failed",
  [exitCodes.refused]: "command-failed",
  [exitCodes.usage]: "arguments-invalid",
  [exitCodes.unknown]: "outcome-unknown",
  [exitCodes.unreachable]: "connect-failed",
};

/** An invalid command line or file. */
export class UsageError extends ToolError {
  override readonly name = "UsageError";

  constructor(message: string, options?: ErrorOptions) {
    super(exitCodes.usage, message, options);
  }
}

/** Returns the text of what was thrown, without the name of its class. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
