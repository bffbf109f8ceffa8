import {
  CapabilityError,
  CompletionAbortedError,
  CompletionLostError,
  CompletionTimeoutError,
  type QapiError,
} from "../errors/index.js";
import type { CommandTemplate } from "./completion.js";

/** The errors of one run of a command. */
export class RunErrors {
  readonly #command: string;
  /** Whether the server may have acted: it has replied, or the command was sent and given up. */
  serverMayHaveActed = false;

  constructor(command: string) {
    this.#command = command;
  }

  /** @param cancel - the command that was sent to cancel the run. */
  aborted(cause: unknown, cancel?: CommandTemplate): CompletionAbortedError {
    const text = `the wait for ${this.#command} was aborted${sentText(cancel)}`;
    return new CompletionAbortedError(text, { ...this.#facts(cause), cancelSent: cancel !== undefined });
  }

  /** @param cancel - the command that was sent to cancel the run. */
  timedOut(when: string, cancel?: CommandTemplate): CompletionTimeoutError {
    const text = `${this.#command} did not complete ${when}${sentText(cancel)}`;
    return new CompletionTimeoutError(text, { ...this.#facts(undefined), cancelSent: cancel !== undefined });
  }

  unobservable(cause: unknown): unknown {
    if (!(cause instanceof CapabilityError)) return cause;
    const text = `the completion of ${this.#command} cannot be observed: ${cause.message}`;
    return new CapabilityError(text, this.#facts(cause));
  }

  lost(cause: QapiError | undefined): CompletionLostError {
    const text = `the session was lost before ${this.#command} was complete`;
    return new CompletionLostError(text, this.#facts(cause));
  }

  #facts(cause: unknown): { command: string; serverMayHaveActed: boolean; cause: unknown } {
    return { command: this.#command, serverMayHaveActed: this.serverMayHaveActed, cause };
  }
}

function sentText(cancel: CommandTemplate | undefined): string {
  return cancel === undefined ? "" : `; ${cancel.command} was sent`;
}
