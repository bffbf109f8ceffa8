import { QapiError, type ErrorDetails } from "./base.js";
import type { ValidationIssue } from "../validation/validate.js";

/**
 * The class of an error reply. Servers may define other classes, which are passed through.
 * @see QEMU's "QMP specification", section "Error"
 */
export type ErrorClass =
  | "CommandNotFound"
  | "DeviceNotActive"
  | "DeviceNotFound"
  | "GenericError"
  | "KVMMissingCap"
  | (string & Record<never, never>);

/** The details of a {@link CommandError}. */
export interface CommandErrorDetails extends ErrorDetails {
  readonly errorClass: ErrorClass;
  readonly description: string;
  /** Default: false. */
  readonly inferred?: boolean;
}

/** Thrown when the server answers a command with an error reply. Code: `command-failed`. */
export class CommandError extends QapiError {
  override readonly name: string = "CommandError";
  override readonly code = "command-failed" as const;

  /** The class of the error reply, for programs to compare. */
  readonly errorClass: ErrorClass;

  /** The `desc` member of the error reply, unchanged: for people, not for parsing. */
  readonly description: string;

  /**
   * True if the error reply had no id and was attributed to this command because no other pending command can
   * have caused it.
   * @see QEMU's "QMP specification", the note in section "Error"
   */
  readonly inferred: boolean;

  constructor(message: string, details: CommandErrorDetails) {
    super(message, { ...details, serverMayHaveActed: details.errorClass !== "CommandNotFound" });
    this.errorClass = details.errorClass;
    this.description = details.description;
    this.inferred = details.inferred ?? false;
  }
}

/**
 * Thrown when the connection ends after a command was sent and before its reply arrived. Whether the server
 * executed the command is unknown. Code: `outcome-unknown`.
 */
export class OutcomeUnknownError extends QapiError {
  override readonly name: string = "OutcomeUnknownError";
  override readonly code = "outcome-unknown" as const;

  constructor(message: string, details?: ErrorDetails) {
    super(message, { ...details, serverMayHaveActed: true });
  }
}

/**
 * Thrown when no reply arrives within the call's `timeout`. `serverMayHaveActed` is false if the command was not
 * sent yet, or only reads, which makes it safe to repeat. Code: `call-timeout`.
 */
export class CallTimeoutError extends QapiError {
  override readonly name: string = "CallTimeoutError";
  override readonly code = "call-timeout" as const;
}

/** Thrown when the call's `signal` aborts; `cause` is the signal's reason. Code: `call-aborted`. */
export class CallAbortedError extends QapiError {
  override readonly name: string = "CallAbortedError";
  override readonly code = "call-aborted" as const;
}

/**
 * Thrown when a call needs a capability (`oob`) that the server does not offer or that was not enabled. Nothing is
 * sent. Code: `capability-missing`.
 */
export class CapabilityError extends QapiError {
  override readonly name: string = "CapabilityError";
  override readonly code = "capability-missing" as const;
}

/**
 * Thrown when arguments cannot be written as JSON (for example, because they are circular), do not match the schema, or
 * exceed what a server's parser reads: 1,024 levels of nesting with the request, 2 Mi tokens, 64 Mi characters. Nothing
 * is sent. Code: `arguments-invalid`.
 */
export class ArgumentsError extends QapiError {
  override readonly name: string = "ArgumentsError";
  override readonly code = "arguments-invalid" as const;

  /** The first invalid member and what is expected there; undefined if no single member is invalid. */
  readonly issue: ValidationIssue | undefined;

  constructor(message: string, details: ErrorDetails & { readonly issue?: ValidationIssue }) {
    super(message, details);
    this.issue = details.issue;
  }
}

/**
 * Thrown when a call has `fds` that cannot be sent; the message names what is missing. Nothing is sent. Code:
 * `descriptors-impossible`.
 */
export class DescriptorError extends QapiError {
  override readonly name: string = "DescriptorError";
  override readonly code = "descriptors-impossible" as const;
}

/**
 * Thrown by `supports` when the server has neither `query-qmp-schema` nor `guest-info`, or cannot answer the
 * question by what these return. Code: `introspection-missing`.
 */
export class IntrospectionError extends QapiError {
  override readonly name: string = "IntrospectionError";
  override readonly code = "introspection-missing" as const;
}
