export {
  anyProtocol,
  createServer,
  type EventParameters,
  type Server,
  type SignalOptions,
} from "./server.js";
export {
  CommandFailure,
  type Caller,
  type Handler,
  type HandlerArguments,
  type Handlers,
} from "./handler.js";
export type { ServerOptions, SlowClientPolicy } from "./options.js";
export type { RecordedCommand, RecordedEvent, Recording } from "./request.js";
export type { Finder, LocalConnection, Signal, SignalData } from "./signal.js";
export type { Listening, ListenTarget } from "../node/listen.js";
