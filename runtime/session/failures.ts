import type { ErrorFacts, QapiError } from "../errors/base.js";
import { CapabilityError, OutcomeUnknownError } from "../errors/call.js";
import { DisconnectedError, ProtocolViolationError } from "../errors/connection.js";
import type { Call } from "./call.js";

/** The facts of a call that gets no reply: it may have had its effect if, and only if, it was sent. */
export function factsOf(call: Call, cause?: unknown): ErrorFacts {
  const { sent, request } = call;
  return { command: request.command, sent, serverMayHaveActed: sent !== undefined, cause };
}

/** The connection ended: what was not sent was not done, of the rest nothing is known. */
export function connectionEnded(call: Call, cause: QapiError | undefined): QapiError {
  const { command } = call.request;
  if (call.sent === undefined) {
    return new DisconnectedError(`${command} was not sent: the session has ended`, factsOf(call, cause));
  }
  return new OutcomeUnknownError(`the session ended before ${command} was answered`, factsOf(call, cause));
}

export function outOfBandMissing(call: Call): CapabilityError {
  const message = `${call.request.command} cannot be executed out of band: oob was not negotiated`;
  return new CapabilityError(message, factsOf(call));
}

export function unexpected(what: string, received: unknown): ProtocolViolationError {
  return new ProtocolViolationError(`the server sent ${what}`, { received });
}
