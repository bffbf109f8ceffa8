import type { Command } from "@commander-js/extra-typings";
import type { ExitCode } from "../failure.js";
import type { Terminal } from "./terminal.js";

/** What the actions of the commands need. */
export interface ProgramContext {
  readonly version: string;
  readonly terminal: Terminal;
  /** Sets the exit code. Default: 0, or that of the error that the action throws. */
  readonly exit: (code: ExitCode) => void;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, context: ProgramContext) => void;
