import { returnReader } from "../validation/received-values.js";
import { defaultTimeout } from "./call-options.js";
import type { SessionConfig } from "./session-options.js";

/** What applies to every call of one command, by the session's protocol and options. */
export interface CommandRules {
  readonly isRead: boolean;
  /** Whether the server replies when the command succeeds. */
  readonly reply: boolean;
  /** The timeout of calls without their own, in milliseconds; undefined for none. */
  readonly timeout: number | undefined;
  /** Validates and decodes what the command returns; undefined if there is nothing to do. */
  readonly readReturn: ((value: unknown) => unknown) | undefined;
}

/**
 * Returns the rules of a command. A function `callTimeout` is called.
 * @param isPoll - whether the call is part of a longer wait.
 */
export function commandRules(config: SessionConfig, command: string, isPoll: boolean): CommandRules {
  const { protocol } = config;
  return {
    isRead: protocol?.isRead?.(command) ?? false,
    reply: !(protocol?.noReply.includes(command) ?? false),
    timeout: defaultTimeout(command, config, isPoll),
    readReturn: returnReader(config, command),
  };
}
