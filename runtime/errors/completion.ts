import { QapiError, type ErrorFacts } from "./base.js";
import { shown } from "./shown.js";

/** What is known of a failed completion besides. */
export interface CompletionErrorFacts extends ErrorFacts {
  /** The server's words, where it had some. */
  readonly reason?: string | undefined;
}

/**
 * The server accepted the command, and told later that it failed: by an event, by a job's error, or when it was
 * asked. `received` is the event, or the answer.
 */
export class CompletionFailedError extends QapiError {
  override readonly name: string = "CompletionFailedError";
  override readonly code = "completion-failed" as const;

  /** The server's words, as they came: for people, not for parsing. Undefined where it had none. */
  readonly reason: string | undefined;

  constructor(command: string, told: string, facts: CompletionErrorFacts) {
    const why = facts.reason === undefined ? told : `${told}: ${shown(facts.reason)}`;
    super(`${command} did not complete: ${why}`, { ...facts, command, serverMayHaveActed: true });
    this.reason = facts.reason;
  }
}

/** The command was sent and has not completed within `timeout`. It may complete yet. */
export class CompletionTimeoutError extends QapiError {
  override readonly name: string = "CompletionTimeoutError";
  override readonly code = "completion-timeout" as const;
}

/** The AbortSignal of the waiting fired; its reason is the `cause`. What was begun goes on. */
export class CompletionAbortedError extends QapiError {
  override readonly name: string = "CompletionAbortedError";
  override readonly code = "completion-aborted" as const;
}

/**
 * The session, and with it perhaps the machine, was lost before the command was complete. A session that reconnects
 * cannot tell what it missed, unless the completion can ask for it.
 */
export class CompletionLostError extends QapiError {
  override readonly name: string = "CompletionLostError";
  override readonly code = "completion-lost" as const;
}
