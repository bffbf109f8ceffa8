export { createServer, type EventParameters, type Server, type SignalOptions } from "./server.js";
export { anyProtocol } from "./any-protocol.js";
export { CommandFailure } from "./failure.js";
export type { Caller, Handler, HandlerArguments, Handlers } from "./handlers.js";
export type { ServerOptions, SlowClientPolicy } from "./options.js";
export type { RecordedCommand, RecordedEvent, Recording } from "./recording.js";
export type { Finder, Signal, SignalData, SlotConnection } from "./signal.js";
export type { Listening, ListenTarget } from "../node/listen.js";
