export { createServer, type EventParameters, type Server, type ServerOptions } from "./server.js";
export { CommandFailure } from "./failure.js";
export type { Caller, Handler, HandlerArguments, Handlers } from "./handlers.js";
export type { Listening, ListenTarget } from "../transport/node/listen.js";
