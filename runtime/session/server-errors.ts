import { CommandError } from "../errors/call.js";
import { ProtocolViolationError } from "../errors/connection.js";
import { printable } from "../errors/printable.js";
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
  return new CommandError({ ...error, command: call?.request.command, sent: call?.sent, received, inferred });
}

/** The server sent what cannot be a message, and this call is the one that has got no answer. */
export function unreadable(call: Call | undefined, received: unknown): ProtocolViolationError {
  const shown = typeof received === "string" ? `: ${printable(received.slice(0, 200))}` : "";
  const facts = call === undefined ? {} : factsOf(call);
  return new ProtocolViolationError(`the server sent what is no message${shown}`, { ...facts, received });
}
