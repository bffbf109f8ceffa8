import { QapiError, type ErrorFacts } from "./base.js";
import type { Finding } from "../validation/finding.js";

/**
 * The class of an error reply. QEMU knows these; a class that it invents tomorrow passes through.
 * @see QEMU's "QMP specification", section "Error"
 */
export type ErrorClass =
  | "CommandNotFound"
  | "DeviceNotActive"
  | "DeviceNotFound"
  | "GenericError"
  | "KVMMissingCap"
  | (string & Record<never, never>);

/** What an error reply says, and how it came to be this command's. */
export interface CommandErrorFacts extends ErrorFacts {
  readonly errorClass: ErrorClass;
  readonly description: string;
  readonly inferred?: boolean;
}

/** The server answered a command with an error. */
export class CommandError extends QapiError {
  override readonly name: string = "CommandError";
  override readonly code = "command-failed" as const;

  /** The error's class, by which a program may decide. */
  readonly errorClass: ErrorClass;

  /** The server's words, as they came: for people, not for parsing. */
  readonly description: string;

  /**
   * True when the reply carried no id and was given to this command because no other could have caused it.
   * @see QEMU's "QMP specification", the note in section "Error"
   */
  readonly inferred: boolean;

  constructor(message: string, facts: CommandErrorFacts) {
    super(message, { ...facts, serverMayHaveActed: facts.errorClass !== "CommandNotFound" });
    this.errorClass = facts.errorClass;
    this.description = facts.description;
    this.inferred = facts.inferred ?? false;
  }
}

/** The command was sent, and the connection ended before its reply: whether it was carried out is not known. */
export class OutcomeUnknownError extends QapiError {
  override readonly name: string = "OutcomeUnknownError";
  override readonly code = "outcome-unknown" as const;

  constructor(message: string, facts?: ErrorFacts) {
    super(message, { ...facts, serverMayHaveActed: true });
  }
}

/** No reply within the call's `timeout`. `serverMayHaveActed` is false if the command had not left yet. */
export class CallTimeoutError extends QapiError {
  override readonly name: string = "CallTimeoutError";
  override readonly code = "call-timeout" as const;
}

/** The call's AbortSignal fired; its reason is the `cause`. */
export class CallAbortedError extends QapiError {
  override readonly name: string = "CallAbortedError";
  override readonly code = "call-aborted" as const;
}

/** The call needs a capability (`oob`) that the server does not offer, or that was refused. Nothing was sent. */
export class CapabilityError extends QapiError {
  override readonly name: string = "CapabilityError";
  override readonly code = "capability-missing" as const;
}

/** The arguments cannot be written as JSON (a circle, for example), or are not what the command takes. Nothing was sent. */
export class ArgumentsError extends QapiError {
  override readonly name: string = "ArgumentsError";
  override readonly code = "arguments-invalid" as const;

  /** The first member that is wrong, and what was expected; undefined where they cannot be written. */
  readonly finding: Finding | undefined;

  constructor(message: string, facts: ErrorFacts & { readonly finding?: Finding }) {
    super(message, facts);
    this.finding = facts.finding;
  }
}

/** File descriptors cannot be passed with the call: what is missing for it is the message. Nothing was sent. */
export class DescriptorError extends QapiError {
  override readonly name: string = "DescriptorError";
  override readonly code = "descriptors-impossible" as const;
}
