import {
  ListenerError,
  ProtocolViolationError,
  QapiError,
  escapeText,
  type ErrorDetails,
} from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { ValidationIssue } from "./validate.js";
import type { SessionConfig } from "../session/session-options.js";

/**
 * Returns the function that validates what a command returns and decodes its base64; undefined if there is nothing to do.
 * It throws the error that rejects the call.
 */
export function returnReader(
  config: SessionConfig,
  command: string,
): ((value: unknown) => unknown) | undefined {
  const base64 = config.protocol?.base64;
  const decoder = base64?.returnsBytes(command) === true ? base64 : undefined;
  const validators = config.validation === "both" ? config.validators : undefined;
  if (validators === undefined && decoder === undefined) return undefined;
  return (received) => {
    try {
      const issue = validators?.validateReturn(command, received);
      if (issue !== undefined)
        throw violation(`the return value of ${command}`, issue, { command, received });
      return decoder === undefined ? received : decoder.decodeReturn(command, received);
    } catch (cause) {
      throw validatorFailed(command, cause);
    }
  };
}

/** Validates an event, for a session that validates what it receives. Returns an error if it does not conform to the schema. */
export function eventProblem({ validators }: SessionConfig, event: EventMessage): QapiError | undefined {
  try {
    const issue = validators?.validateEvent(event.event, event.data);
    return issue && violation(event.event, issue, { received: event });
  } catch (cause) {
    return validatorFailed(escapeText(event.event), cause);
  }
}

/** A validator or decoder of the program threw something other than an error of this package. */
function validatorFailed(what: string, cause: unknown): QapiError {
  if (cause instanceof QapiError) return cause;
  return new ListenerError(`the validator of ${what} failed`, { cause, serverMayHaveActed: true });
}

function violation(what: string, issue: ValidationIssue, details: ErrorDetails): QapiError {
  const message = `${what} does not conform to its schema: ${describeIssue(issue, "the value")}`;
  return new ProtocolViolationError(message, { ...details, serverMayHaveActed: true });
}

/** @param whole - names the value if the issue has no path. */
export function describeIssue({ path, reason }: ValidationIssue, whole: string): string {
  return `${path === "" ? whole : path} ${reason}`;
}
