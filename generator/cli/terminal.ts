import { UserError } from "../diagnostics/user-error.js";

/** Where a command writes: what it was asked for, and what is to be said beside. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether what is written with `out` is seen in colours. */
  readonly colors?: boolean;
}

/** The exit codes of every command. */
export const exitCodes: { readonly done: 0; readonly found: 1; readonly usage: 2 } = {
  done: 0,
  /** The input is wrong, or something is out of date. */
  found: 1,
  /** The command line is wrong, or nothing could be done for another reason. */
  usage: 2,
};

/** A mistake in how a command was called. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}
