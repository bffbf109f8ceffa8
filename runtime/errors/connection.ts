import { QapiError, type ErrorCode, type ErrorFacts } from "./base.js";

/** Why a session did not come to be. */
export type ConnectErrorCode = Extract<ErrorCode, `connect-${string}`>;

/**
 * No session came to be: nobody listens (`connect-refused`), nobody answered in time (`connect-timeout`),
 * the connection stands but no greeting comes (`connect-occupied`: a QMP socket serves one client at a time
 * and lets the next wait), the server hung up before its greeting (`connect-closed`), the caller gave up
 * (`connect-aborted`), or the transport failed otherwise (`connect-failed`).
 */
export class ConnectError extends QapiError {
  override readonly name: string = "ConnectError";
  override readonly code: ConnectErrorCode;

  constructor(code: ConnectErrorCode, message: string, facts?: ErrorFacts) {
    super(message, facts);
    this.code = code;
  }
}

/** The server greeted, but the negotiation of capabilities did not end well. */
export class NegotiationError extends QapiError {
  override readonly name: string = "NegotiationError";
  override readonly code = "negotiation-failed" as const;
}

/**
 * A process that was launched did not get so far as to speak; `received` is what it wrote to its standard error.
 */
export class LaunchError extends QapiError {
  override readonly name: string = "LaunchError";
  override readonly code = "launch-failed" as const;
}

/** The server sent what the QEMU Machine Protocol does not allow; `received` has it. */
export class ProtocolViolationError extends QapiError {
  override readonly name: string = "ProtocolViolationError";
  override readonly code = "protocol-violation" as const;
}

/** There is no connection (any more). A command that fails so was never sent. */
export class DisconnectedError extends QapiError {
  override readonly name: string = "DisconnectedError";
  override readonly code = "disconnected" as const;
}

/** The server is older than `minimumVersion`; `received` has its greeting. */
export class VersionError extends QapiError {
  override readonly name: string = "VersionError";
  override readonly code = "version-too-old" as const;
}
