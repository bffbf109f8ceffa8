import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import { systemClock } from "../clock.js";
import type { Session } from "../session/session.js";
import { collect } from "./collect.js";
import type { InboxOptions, EventInbox } from "./inbox.js";
import { Ledger } from "./ledger.js";
import { LedgerInbox } from "./ledger-inbox.js";

/**
 * Keeps a session's events from now on, so that one can ask for those that have come already, wait for others, and leave
 * word of which one wants. When the session ends, whoever waits is told; what has come can still be taken.
 */
export function watchEvents<P extends Protocol = AnyProtocol>(
  session: Session<P>,
  options: InboxOptions<EventOf<P>> = {},
): EventInbox<P> {
  const ledger = new Ledger(options as InboxOptions, options.clock ?? systemClock, {
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
  return new LedgerInbox<P, unknown, unknown>(ledger, () => {
    collected.end();
  });
}
