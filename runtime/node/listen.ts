import { createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from "node:net";
import { nameCaller } from "../errors/caller-stack.js";
import { ConnectError, ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import { onAbort } from "../events/waiter.js";
import { problemReporter } from "../observe/session-observer.js";
import type { AnyProtocol, OpenedBy, Protocol } from "../protocol.js";
import { connect, connectAborted } from "../session/connect.js";
import { checkSettings, type SessionSettings } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import type { TransportOpener } from "../transport/transport.js";
import { streamOpener } from "./stream-transport.js";
import { unixPathProblem, unixSocketOpener } from "./unix-transport.js";

/** The path of a unix socket, or a TCP port (0 for any free port) of a host (default: 127.0.0.1). */
export type ListenTarget =
  { readonly path: string } | { readonly host?: string | undefined; readonly port: number };

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
 * @throws RangeError (as a rejection) if the path cannot be that of a unix socket; ConnectError (`connect-failed`) if the address
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
    server.listen(addressOf(target), () => {
      server.off("error", fail).on("error", onError);
      resolve(listeningOf(server));
    });
  });
  return await nameCaller(listening);
}

/** Returns the members of the target only: Node would obey further options, such as `signal`. */
function addressOf(target: ListenTarget): ListenOptions {
  if ("path" in target) return { path: target.path };
  return { host: target.host ?? "127.0.0.1", port: target.port };
}

function listeningOf(server: Server): Listening {
  const address: AddressInfo | string | null = server.address();
  let closed: Promise<void> | undefined;
  return {
    path: typeof address === "string" ? address : undefined,
    port: typeof address === "object" ? address?.port : undefined,
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => resolve());
      })),
  };
}

/** The address to listen at and the options of each session. `signal` also ends the listening. */
export type AcceptOptions<P extends Protocol = AnyProtocol> = ListenTarget & SessionSettings<P>;

/**
 * Listens for QEMU processes that connect to this program, as with `-qmp unix:PATH,reconnect=1`, and opens a session
 * for each connection. A process that reconnects gets a new session. A connection whose handshake fails is reported to
 * `onProblem`. If `signal` aborts, no more connections are accepted and handshakes are given up; sessions continue.
 * @param onSession - called with each session when it is ready. What it throws, or rejects with, is reported to `onProblem`.
 * @throws RangeError (as a rejection) if the path cannot be that of a unix socket; TypeError or RangeError for an invalid duration
 * or limit; ConnectError if the address is not available or `signal` has aborted.
 */
export async function acceptSessions<P extends Protocol = AnyProtocol>(
  options: AcceptOptions<P> & OpenedBy<"connect">,
  onSession: (session: Session<P>) => unknown,
): Promise<Listening> {
  const { signal } = options;
  const reportProblem = problemReporter(options.onProblem);
  checkSettings(options);
  const isAborted = (): boolean => signal?.aborted === true;
  if (isAborted()) throw connectAborted(signal);
  const callbackFailed = (cause: unknown): void => {
    reportProblem(new ListenerError("the callback for new sessions failed", { cause }));
  };
  const accept = (transport: TransportOpener): void => {
    const failed = (error: QapiError): void => {
      if (!isAborted()) reportProblem(error);
    };
    connect<P>({ ...options, transport }).then((session) => {
      callBack(() => onSession(session), callbackFailed);
    }, failed);
  };
  const listening = await listen(options, accept, (cause) => {
    reportProblem(new ConnectError("connect-failed", "cannot accept a connection", { cause }));
  });
  if (isAborted()) {
    await listening.close();
    throw connectAborted(signal);
  }
  const stopWatching = onAbort(signal, () => void listening.close());
  const close = (): Promise<void> => {
    stopWatching();
    return listening.close();
  };
  return { ...listening, close };
}
