import { ConnectError, escapeText, NegotiationError, type QapiError } from "../errors/index.js";
import { stringifyJson } from "../json.js";
import type { Greeting } from "./greeting.js";
import type { Call, CallRequest } from "./call.js";
import type { SessionConfig } from "./session-options.js";
import type { SessionState } from "./session.js";

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

/** The error of a session whose server sent other text than messages. */
export function notQmp(text: string): ConnectError {
  const advice = "check the address, and that a monitor of QEMU has mode=control";
  const message = `the server does not speak QMP, it sent "${firstLine(text)}": ${advice}`;
  return new ConnectError("connect-not-qmp", message, { received: text });
}

/** Returns the first line of a peer's text for a message. */
export function firstLine(text: string): string {
  return escapeText((text.trim().split(/[\r\n]/, 1)[0] ?? "").slice(0, 200));
}

/** The error of a session whose connection ended during the handshake. */
export function handshakeError(state: SessionState, cause: unknown): QapiError {
  if (state === "negotiating") {
    return new NegotiationError("the server ended the connection during negotiation", { cause });
  }
  return new ConnectError("connect-closed", "the server ended the connection before its greeting", { cause });
}

/** The error of a session whose transport did not open in time. */
export function openingTimeout({ waitForServer }: SessionConfig, milliseconds: number): ConnectError {
  const missing = waitForServer ? "no server listened" : "no connection";
  return new ConnectError("connect-timeout", `${missing} within ${milliseconds} ms`);
}

/** The error of a session whose server did not greet or negotiate in time. */
export function handshakeTimeout(state: SessionState, milliseconds: number): QapiError {
  const within = `within ${milliseconds} ms`;
  if (state === "negotiating") return new NegotiationError(`the negotiation did not end ${within}`);
  const message = `connected, but no greeting ${within}: another client may occupy the server, which serves one at a time, or it is a guest agent`;
  return new ConnectError("connect-occupied", message);
}

/** The error of a session whose server refused the negotiation. */
export function negotiationRefused(call: Call, cause: QapiError): NegotiationError {
  const { message, received } = cause;
  return new NegotiationError(message, { cause, received, command: call.request.command, sent: call.sent });
}
