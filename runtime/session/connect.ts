import { ConnectError } from "../errors/connection.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { openerOf } from "../transport/opener-of.js";
import { ClientSession } from "./client-session.js";
import { SessionCore } from "./core.js";
import type { CoreMaker } from "./protocol-core.js";
import { rulesOf } from "./rules.js";
import type { TypedSession } from "./session.js";
import type { SessionOptions } from "./settings.js";

const defaultTimeout = 10_000;

const newCore: CoreMaker = (options, effects) => new SessionCore(options, effects);

/**
 * Connects to a server that speaks the QEMU Machine Protocol: opens the transport, awaits the greeting and
 * negotiates the capabilities.
 * @throws ConnectError or NegotiationError (as a rejection); their `code` says which way it failed.
 */
export function connect<P extends Protocol = AnyProtocol>(
  options: SessionOptions<P>,
): Promise<TypedSession<P>> {
  return openSession(options, newCore);
}

/**
 * Opens a session whose rules are those of the core that is made for it. Nothing is waited for until the transport is
 * listened to: a WebSocket that is open already may speak at any time.
 */
export async function openSession<P extends Protocol>(
  options: SessionOptions<P>,
  core: CoreMaker,
): Promise<TypedSession<P>> {
  const { signal, timeout = defaultTimeout, observer } = options;
  if (signal?.aborted === true) throw abortedBy(signal);
  const session = new ClientSession<P>(rulesOf(options, core));
  const abandon = (): void => {
    session.abandon(abortedBy(signal));
  };
  signal?.addEventListener("abort", abandon);
  try {
    const opener = openerOf(options);
    await session.open(observer?.opener(opener) ?? opener, timeout);
  } finally {
    signal?.removeEventListener("abort", abandon);
  }
  return session;
}

function abortedBy(signal: AbortSignal | undefined): ConnectError {
  return new ConnectError("connect-aborted", "the connecting was given up", { cause: signal?.reason });
}
