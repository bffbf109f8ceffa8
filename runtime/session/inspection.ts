import type { QapiError } from "../errors/base.js";
import { ArgumentsError } from "../errors/call.js";
import { ProtocolViolationError } from "../errors/connection.js";
import type { EventMessage } from "../events/event.js";
import type { Finding } from "../validation/finding.js";

/** What a generated module of validators exports; `import * as validators from "qapi-ts/qmp/validators"` is one. */
export interface Validators {
  validateArguments(command: string, value: unknown): Finding | undefined;
  validateReturn(command: string, value: unknown): Finding | undefined;
  validateEvent(event: string, data: unknown): Finding | undefined;
}

/** How much of a session is validated: the arguments that are sent, or what is received as well. */
export type Validation = "sent" | "both";

/** What of a session is held against its schema, and by what. */
export interface Inspection {
  /** Undefined where nothing is validated. */
  readonly validators: Validators | undefined;
  readonly validation: Validation;
}

/** @throws ArgumentsError when the arguments are not what the command takes. */
export function inspectArguments(validators: Validators, command: string, args: object | undefined): void {
  const finding = validators.validateArguments(command, args);
  if (finding === undefined) return;
  throw new ArgumentsError(`${command} was not sent: ${told(finding, "the arguments")}`, {
    command,
    finding,
  });
}

/** What is wrong with a command's return. */
export function wrongReturn(inspection: Inspection, command: string, value: unknown): QapiError | undefined {
  const finding = ofReceived(inspection)?.validateReturn(command, value);
  return finding && violation(`${command} returned what its schema does not allow`, finding, value, command);
}

/** What is wrong with an event. */
export function wrongEvent(inspection: Inspection, event: EventMessage): QapiError | undefined {
  const finding = ofReceived(inspection)?.validateEvent(event.event, event.data);
  return finding && violation(`${event.event} is not what its schema allows`, finding, event);
}

function ofReceived({ validators, validation }: Inspection): Validators | undefined {
  return validation === "both" ? validators : undefined;
}

function violation(what: string, finding: Finding, received: unknown, command?: string): QapiError {
  const message = `${what}: ${told(finding, "the value")}`;
  return new ProtocolViolationError(message, { command, received, serverMayHaveActed: true });
}

function told({ path, reason }: Finding, whole: string): string {
  return `${path === "" ? whole : path} ${reason}`;
}
