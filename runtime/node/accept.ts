import { ConnectError, ListenerError, QapiError } from "../errors/index.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { checkMaxInFlight, type SessionSettings } from "../session/session-options.js";
import { connect } from "../session/connect.js";
import { problemReporter } from "../observe/session-observer.js";
import type { Session } from "../session/session.js";
import type { TransportOpener } from "../transport/transport.js";
import { listen, type Listening, type ListenTarget } from "./listen.js";

/** The address to listen at and the options of each session. */
export type AcceptOptions<P extends Protocol = AnyProtocol> = ListenTarget & SessionSettings<P>;

/**
 * Listens for QEMU processes that connect to this program, as with `-qmp unix:PATH,reconnect=1`, and opens a session
 * for each connection. A process that reconnects gets a new session. Connections that do not become ready are reported
 * to `onProblem`.
 * @param onSession - called with each session when it is ready.
 * @throws (as a rejection) RangeError if the path of a unix socket is too long; ConnectError if the address is not available.
 */
export async function acceptSessions<P extends Protocol = AnyProtocol>(
  options: AcceptOptions<P>,
  onSession: (session: Session<P>) => void,
): Promise<Listening> {
  const reportProblem = problemReporter(options.onProblem);
  checkMaxInFlight(options.maxInFlight);
  const accept = (transport: TransportOpener): void => {
    connect<P>({ ...options, transport })
      .then(onSession)
      .catch((cause: unknown) => {
        const isOurs = cause instanceof QapiError;
        reportProblem(isOurs ? cause : new ListenerError("the callback for new sessions failed", { cause }));
      });
  };
  return await listen(options, accept, (cause) => {
    reportProblem(new ConnectError("connect-failed", "cannot accept a connection", { cause }));
  });
}
