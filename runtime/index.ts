export { connect } from "./session/connect.js";
export type { SessionOptions, SessionSettings } from "./session/session-options.js";
export { connectAgent, type AgentOptions, type AgentSettings } from "./agent/connect-agent.js";
export {
  connectPersistent,
  connectOnDemand,
  type PersistentOptions,
  type PersistentTarget,
  type OnDemandOptions,
  type ConnectFunctionOption,
} from "./persistent/connect-persistent.js";
export type { ReconnectOptions } from "./persistent/connector.js";
export type { Session, SessionEnd } from "./session/session.js";
export type { MinimumVersion } from "./session/greeting.js";
export type { CallTimeout } from "./session/call-options.js";
export type { SessionState, StateListener } from "./session/session-state.js";
export type { CallOptions, OobCallOptions } from "./session/call-options.js";
export type { Greeting, Version } from "./session/greeting.js";
export type { Validation, Validators } from "./session/session-options.js";
export type { SessionObserver } from "./session/observer.js";
export type { Clock } from "./clock.js";
export type { ProblemListener } from "./session/observer.js";
export type { AnyProtocol, EventOf, Protocol, ProtocolDescriptor } from "./protocol.js";
export type { SignalAccessor } from "./signals/accessor.js";
export { connectAccessor } from "./signals/connect-accessor.js";
export {
  createEventHub,
  type EventHub,
  type FromMachine,
  type HubOptions,
  type OfMachine,
} from "./events/hub.js";
export { watchEvents } from "./events/watch-events.js";
export type { EventFilter, InboxOptions, UndeliveredEvent, WaitOptions } from "./events/inbox-options.js";
export type { EventInbox } from "./events/inbox.js";
export type { EventMessage, Listener, Timestamp } from "./events/event.js";
export type { OnceOptions } from "./events/once.js";
export type {
  ConnectOptions,
  EventGap,
  SignalConnection,
  Subscriber,
  Subscription,
} from "./events/subscription.js";
export type { EventStream, OverflowPolicy, StreamOptions } from "./events/stream.js";
export type { Completion, CompletionOptions, CompletionPromise, Progress } from "./completion/completion.js";
export { completeCommand, completeEach, type Outcome } from "./completion/complete-command.js";
export type { MemberPath, SupportQuestion } from "./introspection/question.js";
export type { Transport, TransportOpener, TransportSink } from "./transport/transport.js";
export type {
  NodeChild,
  NodeDuplex,
  NodeReadable,
  NodeWritable,
  Target,
  TlsSettings,
} from "./transport/targets.js";
export type { WebSocketConstructor, WebSocketLike } from "./transport/web-socket.js";
export type { WebReader, WebStreams, WebWriter } from "./transport/web-streams.js";
export { parseExactly, toNumber, type Int64, type Uint64 } from "./json.js";
export type { ValidationIssue } from "./validation/validate.js";
export * from "./errors/index.js";
