import { CallAbortedError, CallTimeoutError, DescriptorError } from "../errors/call.js";
import { factsOf } from "./failures.js";
import type { Call } from "./call.js";

export function timedOut(call: Call, milliseconds: number): CallTimeoutError {
  const message = `${call.request.command} was not ${call.sent === undefined ? "sent" : "answered"}`;
  return new CallTimeoutError(`${message} within ${milliseconds} ms`, factsOf(call));
}

export function aborted(call: Call, reason: unknown): CallAbortedError {
  const when = call.sent === undefined ? "before it was sent" : "while its reply was awaited";
  return new CallAbortedError(`${call.request.command} was given up ${when}`, factsOf(call, reason));
}

/** Nothing was sent, because the descriptors that should go with it could not. */
export function descriptorsNotPassed(call: Call, cause: unknown): DescriptorError {
  const { command } = call.request;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DescriptorError(`${command} was not sent: ${why}`, { command, cause });
}
