import type { Terminal } from "./terminal.js";

/** A command of the command line. */
export interface Command {
  /** Everything that `--help` says of it. */
  readonly help: string;
  /** Takes the arguments behind the command's name, gives the exit code. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** A command as the table lists it: its code is loaded when it is called. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
