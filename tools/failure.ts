import type { CommanderError } from "commander";
import { QapiError, type ErrorCode } from "qapi-ts";
import { exitCodes, ToolError, type ExitCode } from "./tool-error.js";

export { exitCodes, reasonOf, ToolError, UsageError, type ExitCode } from "./tool-error.js";

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
/** The command was accepted, so that its effect continues. */
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
