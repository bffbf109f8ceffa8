import type { ExitCode, Terminal } from "qapi-ts-tools/cli";

/** What the actions of the commands need. */
export interface ProgramContext {
  readonly terminal: Terminal;
  /** Sets the exit code. */
  readonly exit: (code: ExitCode) => void;
}
