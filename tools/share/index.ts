/**
 * Shares the monitor of a machine with any number of clients: `shareMachine`. `createPolicy` decides what they may execute.
 */
export { shareMachine, type SharedMachine } from "./share-machine.js";
export type { ClientInfo, ShareOptions } from "./share-options.js";
export type { SharedCallOptions, SharedClient } from "./local-client.js";
export type {
  ListenAddress,
  ListenOptions,
  ServerTls,
  ShareListener,
  TcpAddress,
  TlsAddress,
  UnixAddress,
  WebSocketAddress,
} from "./listeners/listener.js";
export { createToken } from "./listeners/token.js";
export { createPolicy, type Policy, type PolicyOptions, type Refusal } from "./policy/policy.js";
export { effectOf, effectOfCall } from "./policy/effects.js";
export { CallFailure } from "./call-failure.js";
export { ownEvents } from "./own-events.js";
export type { AuditClient, AuditedClient, AuditedCommand, AuditEntry, AuditError, Outcome } from "./audit.js";
