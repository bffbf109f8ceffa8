export { type ErrorCode, type ErrorDetails, escapeText, QapiError } from "./base.js";
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
  type CompletionErrorDetails,
  CompletionFailedError,
  CompletionLostError,
  CompletionTimeoutError,
  EventAbortedError,
  EventTimeoutError,
  ForeignConnectionError,
  ListenerError,
  QueueOverflowError,
} from "./event.js";
export {
  ConnectError,
  DisconnectedError,
  NegotiationError,
  OlderServerError,
  ProtocolViolationError,
  VersionError,
  type ConnectErrorCode,
} from "./connection.js";
