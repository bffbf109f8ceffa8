import type { ArgumentsOf, CommandName, CommandReturns, Protocol } from "../protocol.js";

/** The client that sent a command. */
export interface Caller {
  /** The request's id, as it came; undefined where the client gave none. */
  readonly id: unknown;
  /** Whether the command came out of band. */
  readonly oob: boolean;
  /** Fires when the client has gone, or the server closes. */
  readonly signal: AbortSignal;
  /** Ends the connection to this client, once the commands that are being executed are answered. */
  hangUp(): void;
}

/**
 * Executes a command. What it returns is the reply; what it throws is the error reply: a CommandFailure with
 * its class, anything else as a GenericError.
 */
export type Handler<A, R> = (args: A, caller: Caller) => R | Promise<R>;

/** What a handler takes: an object always, without members where the client sent no arguments. */
export type HandlerArguments<P extends Protocol, K extends CommandName<P>> = [
  NonNullable<ArgumentsOf<P["commands"][K]>>,
] extends [never]
  ? object
  : NonNullable<ArgumentsOf<P["commands"][K]>>;

/** Handlers by the names of their commands. A command without one is not found, as on any server. */
export type Handlers<P extends Protocol> = {
  readonly [K in CommandName<P>]?: Handler<HandlerArguments<P, K>, CommandReturns<P, K>>;
};
