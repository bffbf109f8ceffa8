import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { nameCaller } from "../errors/base.js";
import { ConnectError, ListenerError, QapiError } from "../errors/index.js";
import { problemReporter } from "../observe/session-observer.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { connect } from "../session/connect.js";
import { checkSettings, type SessionSettings } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import type { TransportOpener } from "../transport/transport.js";
import { streamOpener } from "./stream-transport.js";
import { unixPathProblem, unixSocketOpener } from "./unix-transport.js";

/** The path of a unix socket, or a TCP port (0 for any free port) of a host (default: 127.0.0.1). */
export type ListenTarget = { readonly path: string } | { readonly host?: string; readonly port: number };

/** A listening socket. */
export interface Listening {
  /** The path of the unix socket; undefined for TCP. */
  readonly path: string | undefined;
  /** The TCP port; undefined for a unix socket. */
  readonly port: number | undefined;
  /** Accepts no more connections and resolves when the open ones have ended, which it does not close. */
  close(): Promise<void>;
}

/**
 * Listens at an address.
 * @param onConnection - called with the transport of each connection.
 * @param onError - called with each later error of the listening socket, for example if there are too many open files.
 * @throws (as a rejection) RangeError if the path cannot be that of a unix socket; ConnectError (`connect-failed`) if the address
 * is not available, with the error of the operating system as `cause`.
 */
export async function listen(
  target: ListenTarget,
  onConnection: (opener: TransportOpener) => void,
  onError: (error: Error) => void,
): Promise<Listening> {
  const problem = "path" in target ? unixPathProblem(target.path) : undefined;
  if (problem !== undefined) throw new RangeError(problem);
  const openerOf = "path" in target ? unixSocketOpener : streamOpener;
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    // The peer may reset the connection before its transport is opened, which then finds that the socket is destroyed.
    socket.on("error", () => undefined);
    onConnection(openerOf(socket));
  });
  const listening = new Promise<Listening>((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new ConnectError("connect-failed", `cannot listen: ${cause.message}`, { cause }));
    server.once("error", fail);
    server.listen("path" in target ? target : { host: "127.0.0.1", ...target }, () => {
      server.off("error", fail).on("error", onError);
      resolve(listeningOf(server));
    });
  });
  return await nameCaller(listening);
}

function listeningOf(server: Server): Listening {
  const address: AddressInfo | string | null = server.address();
  return {
    path: typeof address === "string" ? address : undefined,
    port: typeof address === "object" ? address?.port : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** The address to listen at and the options of each session. */
export type AcceptOptions<P extends Protocol = AnyProtocol> = ListenTarget & SessionSettings<P>;

/**
 * Listens for QEMU processes that connect to this program, as with `-qmp unix:PATH,reconnect=1`, and opens a session
 * for each connection. A process that reconnects gets a new session. Connections that do not become ready are reported
 * to `onProblem`.
 * @param onSession - called with each session when it is ready.
 * @throws (as a rejection) RangeError if the path cannot be that of a unix socket; TypeError or RangeError for an invalid duration
 * or limit; ConnectError if the address is not available.
 */
export async function acceptSessions<P extends Protocol = AnyProtocol>(
  options: AcceptOptions<P>,
  onSession: (session: Session<P>) => void,
): Promise<Listening> {
  const reportProblem = problemReporter(options.onProblem);
  checkSettings(options);
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
