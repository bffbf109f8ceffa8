export { connect } from "./session/connect.js";
export type { SessionOptions, Validators } from "./session/session-options.js";
export { connectAgent, type AgentOptions } from "./agent/connect-agent.js";
export {
  connectPersistent,
  connectOnDemand,
  type PersistentOptions,
  type OnDemandOptions,
} from "./persistent/connect-persistent.js";
export type { ReconnectOptions } from "./persistent/connector.js";
export type { Session, SessionEnd, SessionState } from "./session/session.js";
export type { CallOptions } from "./session/call-options.js";
export type { Greeting } from "./session/greeting.js";
export type { Clock } from "./clock.js";
export type { AnyProtocol, EventOf, Protocol, ProtocolDescriptor } from "./protocol.js";
export type { SignalAccessor } from "./signals/accessor.js";
export { connectAccessor } from "./signals/connect-accessor.js";
export { onceSignal, signalEvents } from "./signals/signal-events.js";
export { createEventHub, type EventHub } from "./events/hub.js";
export { type EventInbox, watchEvents } from "./events/watch-events.js";
export type { UndeliveredEvent } from "./events/inbox-options.js";
export type { EventMessage, Listener } from "./events/event.js";
export type {
  ConnectOptions,
  EventGap,
  SignalConnection,
  Subscriber,
  Subscription,
  SubscriptionEnd,
} from "./events/subscription.js";
export type { EventStream, StreamOptions } from "./events/stream.js";
export type { Completion, CompletionOptions, Progress } from "./completion/completion.js";
export { completeCommand, completeEach } from "./completion/complete-command.js";
export type { SupportQuestion } from "./introspection/server-features.js";
export type { Transport, TransportOpener, TransportSink } from "./transport/transport.js";
export type { Target } from "./transport/targets.js";
export { parseExactly, toNumber, type Int64, type Uint64 } from "./json.js";
export type { ValidationIssue } from "./validation/validate.js";
export {
  QapiError,
  type ErrorCode,
  ArgumentsError,
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DescriptorError,
  IntrospectionError,
  OutcomeUnknownError,
  CompletionAbortedError,
  CompletionFailedError,
  CompletionLostError,
  CompletionTimeoutError,
  ConnectError,
  DisconnectedError,
  NegotiationError,
  OlderServerError,
  ProtocolViolationError,
  VersionError,
  escapeText,
  EventAbortedError,
  EventTimeoutError,
  ForeignConnectionError,
  ListenerError,
  QueueOverflowError,
} from "./errors/index.js";
