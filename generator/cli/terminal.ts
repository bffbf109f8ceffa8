import { UserError } from "../diagnostics/user-error.js";

/** The output streams of a command. */
export interface Terminal {
  /** Writes the result to standard output. Commands receive a terminal that escapes control characters. */
  readonly out: (text: string) => void;
  /** Writes diagnostics and errors to standard error. */
  readonly error: (text: string) => void;
  /** Writes text that is already escaped, or is not about the input: colors and completion scripts. */
  readonly raw?: (text: string) => void;
  /** Whether standard output shows colors. Default: false. */
  readonly colors?: boolean;
}

/** The exit codes of every command. */
export const exitCodes: { readonly done: 0; readonly found: 1; readonly usage: 2 } = {
  done: 0,
  /** The input is invalid, or `--check` or `diff` found a difference. */
  found: 1,
  /** The command line is invalid, or a file cannot be read or written. */
  usage: 2,
};

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An invalid command line. The message names the argument and the fix. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}

/** Whether the user can fix an error, such as a missing file. Other errors are bugs and keep their stack. */
export function isExpectedError(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof Error && "syscall" in error);
}
