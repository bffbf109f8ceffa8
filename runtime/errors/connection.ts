import { QapiError, type ErrorCode, type ErrorDetails } from "./base.js";

/** The codes of a {@link ConnectError}. */
export type ConnectErrorCode = Extract<ErrorCode, `connect-${string}`>;

/**
 * Thrown when a session cannot be opened. Codes:
 * - `connect-refused`: no server listens at the address.
 * - `connect-timeout`: the session was not ready within `timeout`.
 * - `connect-occupied`: the server accepted the connection but sent no greeting within `timeout`. A QMP socket
 *   serves one client at a time and lets the next one wait.
 * - `connect-not-qmp`: the server sent other text than QMP, such as the banner of SSH or the prompt of a human monitor.
 * - `connect-not-agent`: the server at the address of a guest agent is a QMP monitor or another server.
 * - `connect-closed`: the server closed the connection before its greeting.
 * - `connect-aborted`: the `signal` aborted.
 * - `connect-failed`: the transport failed in another way; see `cause`.
 */
export class ConnectError extends QapiError {
  override readonly name: string = "ConnectError";
  override readonly code: ConnectErrorCode;

  constructor(code: ConnectErrorCode, message: string, details?: ErrorDetails) {
    super(message, details);
    this.code = code;
  }
}

/** Thrown when the server sends a greeting but capabilities negotiation fails. Code: `negotiation-failed`. */
export class NegotiationError extends QapiError {
  override readonly name: string = "NegotiationError";
  override readonly code = "negotiation-failed" as const;
}

/**
 * Thrown when a launched process cannot be started, or exits or stays silent before its monitor is ready.
 * `received` is what it wrote to its standard error. Code: `launch-failed`.
 */
export class LaunchError extends QapiError {
  override readonly name: string = "LaunchError";
  override readonly code = "launch-failed" as const;
}

/**
 * Thrown or reported when the server sends a message that the QEMU Machine Protocol does not allow; `received` is
 * that message. Code: `protocol-violation`.
 */
export class ProtocolViolationError extends QapiError {
  override readonly name: string = "ProtocolViolationError";
  override readonly code = "protocol-violation" as const;
}

/** Thrown when the session is not connected (any more). The command was not sent. Code: `disconnected`. */
export class DisconnectedError extends QapiError {
  override readonly name: string = "DisconnectedError";
  override readonly code = "disconnected" as const;
}

/**
 * Thrown when the server is older than `minimumVersion`; `received` is its greeting. Code: `version-too-old`.
 */
export class VersionError extends QapiError {
  override readonly name: string = "VersionError";
  override readonly code = "version-too-old" as const;
}

/**
 * Reported when the server is older than the QEMU that the session's bindings describe: it lacks some of their commands,
 * arguments and members. `received` is its version. Code: `server-older`.
 */
export class OlderServerError extends QapiError {
  override readonly name: string = "OlderServerError";
  override readonly code = "server-older" as const;

  /** The module with the bindings to import for this server; undefined if there is none. */
  readonly import: string | undefined;

  constructor(message: string, details: ErrorDetails & { readonly import: string | undefined }) {
    super(message, details);
    this.import = details.import;
  }
}
