import { ConnectError, QapiError } from "qapi-ts";
import type { NatsOptions } from "./connection.js";

/**
 * Runs a function of the fleet that uses NATS. The error is created here, after the wait, so that its stack has the caller.
 * @param failure - what failed, such as "cannot connect to NATS at nats://h:4222".
 * @throws ConnectError (as a rejection) with the error of NATS as its cause. A QapiError, and the RangeError or TypeError of an
 * invalid option, remain as they are.
 */
export async function withNatsErrors<T>(failure: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof QapiError || cause instanceof RangeError || cause instanceof TypeError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectError(codeOf(cause), `${failure}: ${reason}`, { cause });
  }
}

function codeOf(cause: unknown): ConnectError["code"] {
  if (!(cause instanceof Error)) return "connect-failed";
  if (cause.name === "TimeoutError") return "connect-timeout";
  return cause.message === "connection refused" ? "connect-refused" : "connect-failed";
}

/** Returns the addresses of the servers for a message, without the passwords that they may contain. */
export function serversText({ servers, nats }: NatsOptions): string {
  const named = nats?.servers ?? servers ?? defaultServer;
  return [named].flat().map(withoutPassword).join(", ");
}

/** Where NATS is by default. */
export const defaultServer = "nats://127.0.0.1:4222";

function withoutPassword(server: string): string {
  return server.replace(/^([a-z]+:\/\/)?[^/@]*@/i, "$1");
}
