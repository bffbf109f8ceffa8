import type { QapiError } from "../errors/base.js";
import { decodeReturn, encodeArguments, returnsBytes } from "../json/base64.js";
import type { CallRequest } from "./call.js";
import { inspectArguments, wrongReturn } from "./inspection.js";
import type { SessionRules } from "./session-rules.js";

/**
 * The arguments of a command as they go to the server.
 * @throws ArgumentsError when they are not what the command takes.
 */
export function outgoing(
  { protocol, validators }: SessionRules,
  command: string,
  args: object | undefined,
): object | undefined {
  const encoded = args && encodeArguments(protocol?.base64, command, args);
  if (validators !== undefined) inspectArguments(validators, command, encoded);
  return encoded;
}

/** What takes the value that a command returned, and hands it on as the caller is to have it. */
export function receiver(
  rules: SessionRules,
  { command, reply }: CallRequest,
  resolve: (value: unknown) => void,
  reject: (error: QapiError) => void,
): (value: unknown) => void {
  const base64 = rules.protocol?.base64;
  return (value) => {
    const error = reply ? wrongReturn(rules, command, value) : undefined;
    if (error !== undefined) reject(error);
    else if (!returnsBytes(base64, command)) resolve(value);
    else resolve(Promise.resolve().then(() => decodeReturn(base64, command, value)));
  };
}
