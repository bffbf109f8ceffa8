import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import type { Session } from "../session/session.js";
import type { InboxOptions } from "./inbox-options.js";
import { EventInbox } from "./inbox.js";

/**
 * Keeps a session's events from now on in an inbox: for code that asks for events when it needs them. When the session
 * ends, pending waits reject, and the kept events can still be taken.
 */
export function watchEvents<P extends Protocol = AnyProtocol>(
  session: Session<P>,
  options: InboxOptions<EventOf<P>> = {},
): EventInbox<P> {
  return new SessionInbox<P>(session, options as InboxOptions);
}

class SessionInbox<P extends Protocol> extends EventInbox<P> {
  constructor(session: Session<P>, options: InboxOptions) {
    super(options);
    this.addSource(session, session, "the session", {
      event: (message, size) => {
        this.receive(message, size);
      },
      gap: (error) => this.interrupt(error),
      ended: (error) => {
        this.end(error);
      },
    });
  }
}
