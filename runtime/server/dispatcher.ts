import { CommandFailure } from "./failure.js";
import type { Caller, Handler } from "./handlers.js";
import type { Request } from "./request.js";

/** What a client may ask for. */
export interface DispatcherOptions {
  /** By a Map, so that no command's name can reach what an object inherits. */
  readonly handlers: ReadonlyMap<string, Handler<object, unknown>>;
  /** The commands that may be executed out of band. */
  readonly oobCommands: ReadonlySet<string>;
  /** The commands whose success is not answered. */
  readonly noReply: ReadonlySet<string>;
}

/** A command's success; `silent` where it is not to be answered. */
export interface Success {
  readonly value: unknown;
  readonly silent: boolean;
}

/** Executes a request. @throws what the handler throws, or a CommandFailure where there is none. */
export async function dispatch(
  { handlers, oobCommands, noReply }: DispatcherOptions,
  { command, args, oob }: Request,
  caller: Caller,
): Promise<Success> {
  const handler = handlers.get(command);
  if (handler === undefined) {
    throw new CommandFailure(`there is no command '${command}'`, "CommandNotFound");
  }
  if (oob && !oobCommands.has(command)) {
    throw new CommandFailure(`the command '${command}' cannot be executed out of band`);
  }
  return { value: await handler(args, caller), silent: noReply.has(command) };
}
