import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import { realClock } from "../session/clock.js";
import type { TypedSession } from "../session/session.js";
import { collect } from "./collect.js";
import type { DeskOptions, EventDesk } from "./desk.js";
import { Ledger } from "./ledger.js";
import { LedgerDesk } from "./ledger-desk.js";

/**
 * Keeps a session's events from now on, so that one can ask for those that have come already, wait for others, and leave
 * word of which one wants. When the session ends, whoever waits is told; what has come can still be taken.
 */
export function watchEvents<P extends Protocol = AnyProtocol>(
  session: TypedSession<P>,
  options: DeskOptions<EventOf<P>> = {},
): EventDesk<P> {
  const ledger = new Ledger(options as DeskOptions, options.clock ?? realClock, {
    hold: () => collected.hold(),
    release: () => {
      collected.release();
    },
  });
  const collected = collect(session, "the session", options.names, {
    event: (message) => {
      ledger.enter(message);
    },
    gap: (error) => {
      if (!ledger.interrupt(error)) ledger.disaster(error);
    },
    ended: (error) => {
      ledger.end(error);
    },
  });
  return new LedgerDesk<P, unknown, unknown>(ledger, () => {
    collected.end();
  });
}
