import type { CallOptions, RequestOptions } from "./session/call-options.js";
import type { Session } from "./session/session.js";

// The entry point `qapi-ts/codegen`: what generated code and its generator import. Programs import `qapi-ts` instead.

export {
  guestExecAndWait,
  type GuestExecOptions,
  type GuestExecProtocol,
  type GuestExecResult,
  type GuestProgram,
} from "./agent/guest-exec.js";
export {
  guestReadFile,
  guestWriteFile,
  type GuestFileProtocol,
  type GuestReadOptions,
  type GuestWriteOptions,
} from "./agent/guest-file.js";
export { base64Codec } from "./base64.js";
export { completeCommand } from "./completion/complete-command.js";
export type { Completion, CompletionOptions, CompletionPromise } from "./completion/completion.js";
export {
  type CommandEffect,
  type Effect,
  type HostResource,
  type HostResourceKind,
  type Protocol,
  type ProtocolDescriptor,
  readCommands,
} from "./protocol.js";
export type { Listener } from "./events/event.js";
export type { ConnectOptions, SignalConnection } from "./events/subscription.js";
export type { Int64, Uint64 } from "./json.js";
export type { CallOptions, OobCallOptions } from "./session/call-options.js";
export { serverCheck } from "./session/greeting.js";
export type { Session } from "./session/session.js";
export {
  disconnectAccessor,
  disconnectEvent,
  disconnectEventOrAccessor,
  type DisconnectParameters,
  type SignalAccessor,
} from "./signals/accessor.js";
export {
  connectAccessor,
  connectEvent,
  connectEventOrAccessor,
  type AccessorParameters,
} from "./signals/connect-accessor.js";
export {
  formatPath,
  issueOf,
  validate,
  type ValidationIssue,
  type Validator,
  type ValidatorError,
} from "./validation/validate.js";
export { standardSchema, type StandardSchema } from "./validation/standard-schema.js";

/**
 * Calls a command that sends no success reply (`success-response: false` in the schema). Resolves when the command is
 * sent. Unlike `Session.call`, it does not read this from the session's protocol.
 */
export async function callWithoutReply(
  session: Session,
  command: string,
  args: object | undefined,
  options: CallOptions = {},
): Promise<void> {
  const request: RequestOptions = { ...options, reply: false };
  await session.call(command, args, request);
}

/** Calls a command whose arguments the schema leaves open, with arguments of another type, and that returns nothing. */
export async function callWithOpenArguments(
  session: Session,
  command: string,
  args: object,
  options?: CallOptions,
): Promise<void> {
  await session.call(command, args, options);
}
