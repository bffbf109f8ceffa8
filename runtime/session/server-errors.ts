import { CommandError } from "../errors/call.js";
import { ProtocolViolationError } from "../errors/connection.js";
import { shown } from "../errors/shown.js";
import type { Call } from "./call.js";
import { factsOf } from "./failures.js";
import type { ErrorContent } from "./message.js";

/** The server answered with an error; `call` is undefined where nobody knows whose it is. */
export function commandError(
  call: Call | undefined,
  error: ErrorContent,
  received: unknown,
  inferred: boolean,
): CommandError {
  const command = call?.request.command;
  const what = `${shown(error.errorClass)}: ${shown(error.description)}`;
  const message = `${command ?? "a command"} failed with ${what}`;
  return new CommandError(message, { ...error, command, sent: call?.sent, received, inferred });
}

/** The server sent what cannot be a message, and this call is the one that has got no answer. */
export function unreadable(call: Call | undefined, received: unknown): ProtocolViolationError {
  const text = typeof received === "string" ? `: ${shown(received.slice(0, 200))}` : "";
  const facts = call === undefined ? {} : factsOf(call);
  return new ProtocolViolationError(`the server sent what is no message${text}`, { ...facts, received });
}
