import type { ExitCode, Terminal } from "./terminal.js";

/** What the actions of the commands need. */
export interface ProgramContext {
  readonly version: string;
  readonly terminal: Terminal;
  /** Sets the exit code. */
  readonly exit: (code: ExitCode) => void;
}
