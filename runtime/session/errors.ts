import {
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DescriptorError,
  DisconnectedError,
  OutcomeUnknownError,
  escapeText,
  ProtocolViolationError,
  type ErrorDetails,
  type QapiError,
} from "../errors/index.js";
import type { Call, CallRequest } from "./call.js";
import type { ErrorContent } from "./message.js";

/** A call that has no reply. */
interface UnansweredCall {
  readonly request: Pick<CallRequest, "command" | "isRead">;
  readonly sent: string | undefined;
}

/** The server may have acted if the call was sent and does more than read. */
function detailsOf({ request, sent }: UnansweredCall, cause?: unknown): ErrorDetails {
  const { command, isRead = false } = request;
  return { command, sent, serverMayHaveActed: sent !== undefined && !isRead, cause };
}

/** A call that was not sent was not executed; the outcome of any other is unknown. */
export function connectionEnded(call: Call, cause: QapiError | undefined): QapiError {
  const { command } = call.request;
  const reason = cause === undefined ? "" : `: ${cause.message}`;
  if (call.sent === undefined) {
    return new DisconnectedError(
      `${command} was not sent: the session has ended${reason}`,
      detailsOf(call, cause),
    );
  }
  return new OutcomeUnknownError(
    `the session ended before ${command} was answered${reason}`,
    detailsOf(call, cause),
  );
}

export function oobNotNegotiated(call: Call): CapabilityError {
  const message = `${call.request.command} cannot be executed out of band: oob was not negotiated`;
  return new CapabilityError(message, detailsOf(call));
}

export function timedOut(call: UnansweredCall, milliseconds: number): CallTimeoutError {
  const { command, isRead = false } = call.request;
  const missing = call.sent === undefined ? "sent" : "answered";
  const advice = isRead ? "; it only reads, so it is safe to repeat" : "";
  const text = `${command} was not ${missing} within ${milliseconds} ms${advice}`;
  return new CallTimeoutError(text, detailsOf(call));
}

export function aborted(call: UnansweredCall, reason: unknown): CallAbortedError {
  const when = call.sent === undefined ? "before it was sent" : "while waiting for its reply";
  return new CallAbortedError(`${call.request.command} was aborted ${when}`, detailsOf(call, reason));
}

export function descriptorsNotPassed(call: Call, cause: unknown): DescriptorError {
  const { command } = call.request;
  const reason = messageOf(cause);
  return new DescriptorError(`${command} was not sent: ${reason}`, { command, cause });
}

/**
 * The server answered with an error.
 * @param call - undefined if the error cannot be attributed to a call.
 * @param inferred - whether the call was inferred because the reply has no id.
 */
export function commandError(
  call: Call | undefined,
  error: ErrorContent,
  received: unknown,
  inferred: boolean,
): QapiError {
  const command = call?.request.command;
  if (call !== undefined && error.outcome !== undefined) return notExecuted(call, error, received);
  const content = `${escapeText(error.errorClass)}: ${escapeText(error.description)}`;
  return new CommandError(`${command ?? "a command"} failed with ${content}`, {
    ...error,
    command,
    sent: call?.sent,
    received,
    inferred,
  });
}

/** The server passes commands on, and this one was not sent to the machine, or its reply was lost. */
function notExecuted(call: Call, { description, outcome }: ErrorContent, received: unknown): QapiError {
  const { command } = call.request;
  const isSent = outcome === "unknown";
  const text = `${command} was not ${isSent ? "answered" : "sent"}: ${escapeText(description)}`;
  return isSent
    ? new OutcomeUnknownError(text, { ...detailsOf(call), received })
    : new DisconnectedError(text, { command, received });
}

/** The server sent text that is not a message. @param call - the call whose reply it must have been, if known. */
export function notAMessage(call: Call | undefined, received: unknown): ProtocolViolationError {
  const text = typeof received === "string" ? `: ${escapeText(received.slice(0, 200))}` : "";
  return unexpected(`text that is not a message${text}`, received, call && detailsOf(call));
}

export function unexpected(what: string, received?: unknown, details?: ErrorDetails): ProtocolViolationError {
  return new ProtocolViolationError(`the server sent ${what}`, { ...details, received });
}

/** What a transport throws may have no text form. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "the transport failed";
}
