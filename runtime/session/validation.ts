import { ArgumentsError, ProtocolViolationError, type QapiError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { Finding } from "../validation/finding.js";
import type { CallRequest } from "./call.js";
import type { SessionConfig } from "./config.js";
import type { Validators } from "./session-options.js";

/**
 * Validates a command's arguments and encodes bytes as base64.
 * @throws ArgumentsError if they are not what the command expects.
 */
export function prepareArguments(
  { protocol, validators }: SessionConfig,
  command: string,
  args: object | undefined,
): object | undefined {
  const encoded = args && (protocol?.base64?.encodeArguments(command, args) ?? args);
  const finding = validators?.validateArguments(command, encoded);
  if (finding === undefined) return encoded;
  const message = `${command} was not sent: ${describe(finding, "the arguments")}`;
  throw new ArgumentsError(message, { command, finding });
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
    const error = reply ? returnProblem(config, command, value) : undefined;
    if (error !== undefined) {
      reject(error);
      return;
    }
    try {
      resolve(decoder === undefined ? value : decoder.decodeReturn(command, value));
    } catch (cause) {
      reject(cause);
    }
  };
}

/** Returns an error if an event does not conform to the schema. */
export function eventProblem(config: SessionConfig, event: EventMessage): QapiError | undefined {
  const finding = receivedValidators(config)?.validateEvent(event.event, event.data);
  return finding && violation(`${event.event} does not conform to its schema`, finding, event);
}

function returnProblem(config: SessionConfig, command: string, value: unknown): QapiError | undefined {
  const finding = receivedValidators(config)?.validateReturn(command, value);
  const what = `${command} returned a value that does not conform to its schema`;
  return finding && violation(what, finding, value, command);
}

function receivedValidators({ validators, validation }: SessionConfig): Validators | undefined {
  return validation === "both" ? validators : undefined;
}

function violation(what: string, finding: Finding, received: unknown, command?: string): QapiError {
  const message = `${what}: ${describe(finding, "the value")}`;
  return new ProtocolViolationError(message, { command, received, serverMayHaveActed: true });
}

function describe({ path, reason }: Finding, whole: string): string {
  return `${path === "" ? whole : path} ${reason}`;
}
