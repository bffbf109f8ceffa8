import {
  type Diagnostic,
  type DiagnosticSource,
  formatDiagnostic,
  UserError,
} from "../diagnostics/diagnostic.js";
import { escapeControls, quote } from "../diagnostics/escape.js";
import { readInput } from "../files/files.js";

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
export const exitCodes: {
  readonly done: 0;
  readonly found: 1;
  readonly usage: 2;
  readonly internal: 3;
} = {
  done: 0,
  /** The input is invalid, or `--check` or `diff` found a difference. */
  found: 1,
  /** The command line is invalid, or a file cannot be written. */
  usage: 2,
  /** The generator has a fault. */
  internal: 3,
};

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An invalid command line. The message names the argument and the fix. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}

/** Whether the user can fix an error, such as a missing file. Other errors are faults of the generator. */
function isExpectedError(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof Error && "syscall" in error);
}

/** Prints an error, a fault of the generator with its stack, and returns the exit code for it. */
export function reportError(error: unknown, terminal: Terminal): ExitCode {
  if (!isExpectedError(error)) {
    const stack = error instanceof Error ? error.stack : undefined;
    terminal.error(`qapi-ts: internal error, please report it: ${stack ?? String(error)}\n`);
    return exitCodes.internal;
  }
  terminal.error(`qapi-ts: ${error.message}\n`);
  return error instanceof UserError ? exitCodes.found : exitCodes.usage;
}

/** Reads a file that the command line names. @throws UserError if the file cannot be read. */
export function readSource(file: string): string {
  const text = readInput(file);
  if (typeof text === "string") return text;
  throw new UserError(`cannot read ${quote(file)}: ${text.reason}`);
}

/** The maximum number of diagnostics, or of other lines about the input, that a command prints. */
const maxReported = 100;

/** Prints the first diagnostics to standard error, and the number of the others. */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly DiagnosticSource[],
  terminal: Terminal,
): void {
  // Errors come first, so that they are never omitted.
  const ordered = severities.flatMap((severity) => diagnostics.filter((each) => each.severity === severity));
  for (const each of ordered.slice(0, maxReported)) terminal.error(formatDiagnostic(each, sources));
  for (const severity of severities) {
    const rest = ordered.slice(maxReported).filter((each) => each.severity === severity);
    printRest(rest.length, severity, terminal);
  }
}

const severities = ["error", "warning", "note"] as const;

/** Prints the first lines to standard error, and the number of the others. */
export function printLines(lines: readonly string[], what: string, terminal: Terminal): void {
  for (const line of lines.slice(0, maxReported)) terminal.error(`${line}\n`);
  printRest(lines.length - maxReported, what, terminal);
}

function printRest(count: number, what: string, terminal: Terminal): void {
  if (count > 0) terminal.error(`${count} more ${what}${count === 1 ? "" : "s"} not shown\n`);
}

/**
 * Returns a terminal that escapes the control characters of everything that a command prints, except for line ends.
 * Schemas, file names and servers are not trusted: their text could otherwise change the title, the colors or the
 * clipboard of a terminal, or hide what was printed.
 */
export function safeTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    raw: terminal.out,
    out: (text) => terminal.out(escapeControls(text)),
    error: (text) => terminal.error(escapeControls(text)),
  };
}
