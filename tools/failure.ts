import type { CommanderError } from "commander";
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

/** An error that the user can correct. Its message is one line that names the fix. */
export class ToolError extends Error {
  override readonly name: string = "ToolError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** An invalid command line or file. */
export class UsageError extends ToolError {
  override readonly name = "UsageError";

  constructor(message: string, options?: ErrorOptions) {
    super(exitCodes.usage, message, options);
  }
}

/** Whether an error is one of commander, of which another package may have its own copy. */
export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

/** Returns the exit code of an error that the user can correct; undefined for a bug. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof ToolError) return error.exitCode;
  if (isCommanderError(error)) return exitCodes.usage;
  if (error instanceof QapiError) return codeOfSession(error);
  if (error instanceof Error && "syscall" in error) return exitCodes.usage;
  return undefined;
}

const refusals: ReadonlySet<ErrorCode> = new Set(["command-failed", "completion-failed"]);
const invalid: ReadonlySet<ErrorCode> = new Set(["arguments-invalid", "capability-missing"]);
/** The command was accepted, so that its effect goes on. */
const unfinished: ReadonlySet<ErrorCode> = new Set([
  "completion-aborted",
  "completion-lost",
  "completion-timeout",
]);

function codeOfSession({ code, serverMayHaveActed }: QapiError): ExitCode {
  if (refusals.has(code)) return exitCodes.refused;
  if (invalid.has(code)) return exitCodes.usage;
  return serverMayHaveActed || unfinished.has(code) ? exitCodes.unknown : exitCodes.unreachable;
}
