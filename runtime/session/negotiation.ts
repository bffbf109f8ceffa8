import { ConnectError, NegotiationError, type QapiError } from "../errors/index.js";
import { stringifyJson } from "../json.js";
import type { Call, CallRequest } from "./call.js";
import type { Greeting } from "./greeting.js";
import type { SessionState } from "./session-state.js";

/**
 * Returns the capabilities to enable: those that are both requested and offered. Shares the greeting's list if that is all
 * of them, because a program may have thousands of sessions.
 */
export function chooseCapabilities(
  requested: readonly string[],
  { capabilities }: Greeting,
): readonly string[] {
  const enable = capabilities.filter((name) => requested.includes(name));
  return enable.length === capabilities.length ? capabilities : enable;
}

/** How to drop the default connections: by an argument of `qmp_capabilities`, or by a command before it. */
export type DropRequest = "by argument" | "by command";

/**
 * Returns the request that ends the negotiation, or the command before it.
 * @see QMP specification, section "Capabilities Negotiation"
 */
export function negotiationRequest(enable: readonly string[], drop: DropRequest | undefined): CallRequest {
  const byCommand = drop === "by command";
  const connections = drop === undefined ? {} : { "default-connections": false };
  return {
    command: byCommand ? "drop-default-connections" : "qmp_capabilities",
    argumentsText: byCommand || enable.length === 0 ? undefined : stringifyJson({ enable, ...connections }),
    oob: false,
    reply: true,
  };
}

/** The error of a session whose connection ended during the handshake. */
export function handshakeError(state: SessionState, cause: unknown): QapiError {
  if (state === "negotiating") {
    return new NegotiationError("the server ended the connection during negotiation", { cause });
  }
  return new ConnectError("connect-closed", "the server ended the connection before its greeting", { cause });
}

/** The error of a session that was not connected in time. @param opened - whether the transport was open. */
export function handshakeTimeout(state: SessionState, milliseconds: number, opened: boolean): QapiError {
  const within = `within ${milliseconds} ms`;
  if (state === "negotiating") return new NegotiationError(`the negotiation did not end ${within}`);
  if (!opened) return new ConnectError("connect-timeout", `no connection ${within}`);
  const message = `connected, but no greeting ${within}: another client may occupy the server, which serves one at a time`;
  return new ConnectError("connect-occupied", message);
}

/** The error of a session whose server refused the negotiation. */
export function negotiationRefused(call: Call, cause: QapiError): NegotiationError {
  const { message, received } = cause;
  return new NegotiationError(message, { cause, received, command: call.request.command, sent: call.sent });
}
