import { CommandError, DisconnectedError, OutcomeUnknownError, QapiError } from "qapi-ts";
import { CommandFailure } from "qapi-ts/server";
import type { Outcome } from "./audit.js";
import type { Refusal } from "./policy/policy.js";
import { reasonOf } from "../tool-error.js";

type Content = ConstructorParameters<typeof CommandFailure>[2];

/** Why a client's command has no result. */
export class CallFailure extends CommandFailure {
  override readonly name = "CallFailure";
  readonly outcome: Exclude<Outcome, "done">;

  /** @param content - the whole `error` of the machine's reply. */
  constructor(
    outcome: Exclude<Outcome, "done">,
    description: string,
    errorClass?: string,
    content?: Content,
  ) {
    super(description, errorClass, content);
    this.outcome = outcome;
  }
}

/** The policy refused a command. */
export function refused({ message }: Refusal): CallFailure {
  return new CallFailure("refused", message);
}

/** A command was not sent. @param reason - completes the sentence "NAME was not sent: ...". */
export function notSent(command: string, reason: string): CallFailure {
  return new CallFailure("not-sent", `${command} was not sent: ${reason}`);
}

/** Converts the error of a call to the machine. */
export function failureOf(command: string, error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  if (error instanceof CommandError) {
    return new CallFailure("failed", error.description, error.errorClass, contentOf(error.received));
  }
  if (error instanceof OutcomeUnknownError) {
    const text = `the machine disconnected before it answered; whether it executed ${command} is unknown`;
    return new CallFailure("unknown", text);
  }
  const isUnknown = error instanceof QapiError && error.serverMayHaveActed;
  const message = reasonOf(error);
  return new CallFailure(isUnknown ? "unknown" : "not-sent", message);
}

/** Converts a failure to what a session would reject the call with. Its `cause` is the failure. */
export function errorOf(command: string, failure: CallFailure): QapiError {
  const { outcome, errorClass, message, content } = failure;
  const details = { command, cause: failure };
  switch (outcome) {
    case "not-sent":
      return new DisconnectedError(message, details);
    case "unknown":
      return new OutcomeUnknownError(message, details);
    case "failed":
    case "refused": {
      const received = { error: content ?? { class: errorClass, desc: message } };
      return new CommandError(message, { ...details, errorClass, description: message, received });
    }
  }
}

/** Returns the member `error` of a machine's reply. */
function contentOf(reply: unknown): Content {
  const content = typeof reply === "object" && reply !== null && "error" in reply ? reply.error : undefined;
  return typeof content === "object" && content !== null && !Array.isArray(content)
    ? Object.fromEntries(Object.entries(content))
    : undefined;
}
