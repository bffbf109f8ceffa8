import { ListenerError, QapiError } from "../errors/index.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { connect } from "../session/connect.js";
import type { SessionSettings } from "../session/session-options.js";
import { warn } from "../session/observer.js";
import type { Session } from "../session/session.js";
import { listen, type Listening, type ListenTarget } from "./listen.js";

/** Where to listen, and how to speak with whoever connects. */
export type AcceptOptions<P extends Protocol = AnyProtocol> = ListenTarget & SessionSettings<P>;

/**
 * Listens for machines that connect to us, as `-qmp unix:PATH,reconnect=1` makes them do, and hands over a session
 * for each that arrives, once it is ready. A machine that comes again is another session. One that connects and
 * does not get ready is told to `onProblem`.
 * @throws the operating system's error (as a rejection) when the address cannot be had.
 */
export function acceptSessions<P extends Protocol = AnyProtocol>(
  options: AcceptOptions<P>,
  arrived: (session: Session<P>) => void,
): Promise<Listening> {
  const problem = options.onProblem ?? warn;
  return listen(options, (transport) => {
    connect<P>({ ...options, transport })
      .then(arrived)
      .catch((cause: unknown) => {
        problem(
          cause instanceof QapiError ? cause : new ListenerError("what takes new sessions failed", { cause }),
        );
      });
  });
}
