// Modules that every page loads import the single files instead: a bundler keeps everything an index re-exports.
export { QapiError, type ErrorCode, type ErrorDetails } from "./base.js";
export {
  ArgumentsError,
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DescriptorError,
  IntrospectionError,
  OutcomeUnknownError,
  type CommandErrorDetails,
  type ErrorClass,
} from "./call.js";
export {
  CompletionAbortedError,
  CompletionFailedError,
  CompletionLostError,
  CompletionTimeoutError,
  type CompletionErrorDetails,
} from "./completion.js";
export {
  ConnectError,
  DisconnectedError,
  LaunchError,
  NegotiationError,
  OlderServerError,
  ProtocolViolationError,
  VersionError,
  type ConnectErrorCode,
} from "./connection.js";
export { escapeText } from "./escape-text.js";
export {
  EventAbortedError,
  EventTimeoutError,
  ForeignConnectionError,
  ListenerError,
  QueueOverflowError,
} from "./event.js";
