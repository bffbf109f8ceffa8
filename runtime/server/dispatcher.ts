import type { Validators } from "../session/session-options.js";
import type { Finding } from "../validation/finding.js";
import type { Client } from "./client.js";
import { CommandFailure } from "./failure.js";
import type { Caller, Handler } from "./handlers.js";
import type { Request } from "./request.js";

/** What a client may ask for. */
export interface DispatcherOptions {
  readonly handlerOf: (command: string, client: Client) => Handler<object, unknown> | undefined;
  /** The commands that may be executed out of band. */
  readonly oobCommands: ReadonlySet<string>;
  /** The commands whose success is not answered. */
  readonly noReply: ReadonlySet<string>;
  readonly validators: Pick<Validators, "validateArguments"> | undefined;
}

/** A command's success; `silent` where it is not to be answered. */
export interface Success {
  readonly value: unknown;
  readonly silent: boolean;
}

/** Executes a request. @throws what the handler throws, or a CommandFailure where it gets none to see. */
export async function dispatch(
  { handlerOf, oobCommands, noReply, validators }: DispatcherOptions,
  { command, args, oob }: Request,
  caller: Caller,
  client: Client,
): Promise<Success> {
  const handler = handlerOf(command, client);
  if (handler === undefined) {
    throw new CommandFailure(`there is no command '${command}'`, "CommandNotFound");
  }
  if (oob && !oobCommands.has(command)) {
    throw new CommandFailure(`the command '${command}' cannot be executed out of band`);
  }
  const finding = validators?.validateArguments(command, args);
  if (finding !== undefined) throw new CommandFailure(complaint(finding));
  return { value: await handler(args, caller), silent: noReply.has(command) };
}

/** QEMU has one class for all that can be wrong with arguments: GenericError. */
function complaint({ path, reason }: Finding): string {
  return path === "" ? `the arguments ${reason}` : `the argument '${path}' ${reason}`;
}
