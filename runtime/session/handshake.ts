import type { QapiError } from "../errors/base.js";
import { ConnectError, NegotiationError } from "../errors/connection.js";
import { stringifyJson } from "../json/stringify.js";
import type { Call, CallRequest } from "./call.js";
import type { Admission } from "./call-table.js";
import type { Greeting } from "./greeting.js";
import { kept } from "./kept.js";
import type { SessionState } from "./states.js";

/** Eight in-band commands in flight are the most that leave an out-of-band command a way to the server. */
const withOob: Admission = { inBand: 8, oob: true };
/** A server without `oob` just stops reading when it is busy. */
const withoutOob: Admission = { inBand: Infinity, oob: false };

/** The capabilities to enable: those that are wanted and offered. */
export function chooseCapabilities(wanted: readonly string[], { capabilities }: Greeting): readonly string[] {
  return kept(wanted.filter((one) => capabilities.includes(one)));
}

/**
 * The request that ends the negotiation. `default-connections` is ours, and sent only with our capability
 * `signals`.
 * @see QEMU's "QMP specification", section "Capabilities Negotiation"
 */
export function negotiationRequest(enable: readonly string[], dropDefaults = false): CallRequest {
  const drop = { "default-connections": dropDefaults ? false : undefined };
  const argumentsText = enable.length === 0 ? undefined : stringifyJson({ enable, ...drop });
  return { command: "qmp_capabilities", argumentsText, oob: false, reply: true };
}

/**
 * How many calls may be in flight.
 * @see QEMU's "QMP specification", section "Out-of-band execution"
 */
export function admissionWith(enabled: readonly string[]): Admission {
  return enabled.includes("oob") ? withOob : withoutOob;
}

/** What a session that is not connected yet died of. */
export function handshakeError(state: SessionState, cause: unknown): QapiError {
  if (state === "negotiating") {
    return new NegotiationError("the server ended the connection in the middle of negotiation", { cause });
  }
  return new ConnectError("connect-closed", "the server ended the connection before its greeting", { cause });
}

/** The handshake took too long; `reached` tells whether the transport was open. */
export function handshakeTimeout(state: SessionState, milliseconds: number, reached: boolean): QapiError {
  const within = `within ${milliseconds} ms`;
  if (state === "negotiating") return new NegotiationError(`the negotiation did not end ${within}`);
  if (!reached) return new ConnectError("connect-timeout", `no connection ${within}`);
  const message = `connected, but no greeting came ${within}: another client may hold the server, which serves one at a time`;
  return new ConnectError("connect-occupied", message);
}

/** The server refused the negotiation. */
export function refused(call: Call, cause: QapiError): NegotiationError {
  const { message, received } = cause;
  const { command } = call.request;
  return new NegotiationError(message, { cause, received, command, sent: call.sent });
}
