import {
  ArgumentsError,
  ListenerError,
  ProtocolViolationError,
  QapiError,
  escapeText,
  type ErrorDetails,
} from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { ValidationIssue } from "./validate.js";
import type { CallRequest } from "../session/call.js";
import type { SessionConfig, Validators } from "../session/session-options.js";

/**
 * Validates a command's arguments and encodes bytes as base64.
 * @throws ArgumentsError if they are not what the command expects.
 */
export function prepareArguments(
  { protocol, validators }: SessionConfig,
  command: string,
  args: object | undefined,
): object | undefined {
  const [encoded, issue] = checked(command, () => {
    const value = args && (protocol?.base64?.encodeArguments(command, args) ?? args);
    return [value, validators?.validateArguments(command, value)] as const;
  });
  if (issue === undefined) return encoded;
  const message = `${command} was not sent: ${describe(issue, "the arguments")}`;
  throw new ArgumentsError(message, { command, issue });
}

/** Arguments that are circular or nested too deeply exhaust the stack of a validator. */
function checked<T>(command: string, validate: () => T): T {
  try {
    return validate();
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be validated`, { command, cause });
  }
}

/** Wraps `resolve` so that it validates the returned value and decodes base64. */
export function prepareReturn(
  config: SessionConfig,
  { command, reply }: CallRequest,
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): (value: unknown) => void {
  const base64 = config.protocol?.base64;
  const decoder = base64?.returnsBytes(command) === true ? base64 : undefined;
  if (config.validation !== "both" && decoder === undefined) return resolve;
  return (value) => {
    try {
      const error = reply ? returnProblem(config, command, value) : undefined;
      if (error !== undefined) reject(error);
      else resolve(decoder === undefined ? value : decoder.decodeReturn(command, value));
    } catch (cause) {
      reject(validatorFailed(command, cause));
    }
  };
}

/** Returns an error if an event does not conform to the schema. */
export function eventProblem(config: SessionConfig, event: EventMessage): QapiError | undefined {
  try {
    const issue = receivedValidators(config)?.validateEvent(event.event, event.data);
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

function returnProblem(config: SessionConfig, command: string, received: unknown): QapiError | undefined {
  const issue = receivedValidators(config)?.validateReturn(command, received);
  return issue && violation(`the return value of ${command}`, issue, { command, received });
}

function receivedValidators({ validators, validation }: SessionConfig): Validators | undefined {
  return validation === "both" ? validators : undefined;
}

function violation(what: string, issue: ValidationIssue, details: ErrorDetails): QapiError {
  const message = `${what} does not conform to its schema: ${describe(issue, "the value")}`;
  return new ProtocolViolationError(message, { ...details, serverMayHaveActed: true });
}

function describe({ path, reason }: ValidationIssue, whole: string): string {
  return `${path === "" ? whole : path} ${reason}`;
}
