import type { ErrorFacts, QapiError } from "../errors/base.js";
import {
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DescriptorError,
  OutcomeUnknownError,
} from "../errors/call.js";
import { DisconnectedError, ProtocolViolationError } from "../errors/connection.js";
import { printable } from "../errors/printable.js";
import type { Call } from "./call.js";
import type { ErrorContent } from "./message.js";

/** The facts of a call that gets no reply: it may have had its effect if, and only if, it was sent. */
function factsOf(call: Call, cause?: unknown): ErrorFacts {
  const { sent, request } = call;
  return { command: request.command, sent, serverMayHaveActed: sent !== undefined, cause };
}

/** The server answered with an error; `call` is undefined where nobody knows whose it is. */
export function commandError(
  call: Call | undefined,
  error: ErrorContent,
  received: unknown,
  inferred: boolean,
): CommandError {
  return new CommandError({ ...error, command: call?.request.command, sent: call?.sent, received, inferred });
}

/** The connection ended: what was not sent was not done, of the rest nothing is known. */
export function connectionEnded(call: Call, cause: QapiError | undefined): QapiError {
  const { command } = call.request;
  if (call.sent === undefined) {
    return new DisconnectedError(`${command} was not sent: the session has ended`, factsOf(call, cause));
  }
  return new OutcomeUnknownError(`the session ended before ${command} was answered`, factsOf(call, cause));
}

export function timedOut(call: Call, milliseconds: number): CallTimeoutError {
  const message = `${call.request.command} was not ${call.sent === undefined ? "sent" : "answered"}`;
  return new CallTimeoutError(`${message} within ${milliseconds} ms`, factsOf(call));
}

export function aborted(call: Call, reason: unknown): CallAbortedError {
  const when = call.sent === undefined ? "before it was sent" : "while its reply was awaited";
  return new CallAbortedError(`${call.request.command} was given up ${when}`, factsOf(call, reason));
}

export function outOfBandMissing(call: Call): CapabilityError {
  const message = `${call.request.command} cannot be executed out of band: oob was not negotiated`;
  return new CapabilityError(message, factsOf(call));
}

/** Nothing was sent, because the descriptors that should go with it could not. */
export function descriptorsNotPassed(call: Call, cause: unknown): DescriptorError {
  const { command } = call.request;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DescriptorError(`${command} was not sent: ${why}`, { command, cause });
}

/** The server sent what cannot be a message, and this call is the one that has got no answer. */
export function unreadable(call: Call | undefined, received: unknown): ProtocolViolationError {
  const shown = typeof received === "string" ? `: ${printable(received.slice(0, 200))}` : "";
  const facts = call === undefined ? {} : factsOf(call);
  return new ProtocolViolationError(`the server sent what is no message${shown}`, { ...facts, received });
}

export function unexpected(what: string, received: unknown): ProtocolViolationError {
  return new ProtocolViolationError(`the server sent ${what}`, { received });
}
