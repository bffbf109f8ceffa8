// For programs. What every page loads names the files: a bundler takes all that an index leads to.
export { QapiError, type ErrorCode, type ErrorFacts } from "./base.js";
export {
  ArgumentsError,
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DescriptorError,
  OutcomeUnknownError,
  type CommandErrorFacts,
  type ErrorClass,
} from "./call.js";
export {
  CompletionAbortedError,
  CompletionFailedError,
  CompletionLostError,
  CompletionTimeoutError,
  type CompletionErrorFacts,
} from "./completion.js";
export {
  ConnectError,
  DisconnectedError,
  LaunchError,
  NegotiationError,
  ProtocolViolationError,
  VersionError,
  type ConnectErrorCode,
} from "./connection.js";
export { IntrospectionError } from "./introspection.js";
export {
  EventAbortedError,
  EventTimeoutError,
  ForeignConnectionError,
  ListenerError,
  QueueOverflowError,
} from "./signal.js";
export { printable } from "./printable.js";
