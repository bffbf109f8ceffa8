import { connect, type NetConnectOpts } from "node:net";
import { ConnectError } from "../../errors/index.js";
import type { TransportOpener } from "../transport.js";
import { queueing } from "./queueing.js";
import { StreamTransport } from "./stream.js";

/** The codes by which an operating system says that nobody listens there. */
const nobodyListens: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK"]);

/** Opens a connection to a unix socket (a named pipe on Windows). */
export function unixOpener(path: string): TransportOpener {
  return queueing(socketOpener({ path }, path));
}

/** Opens a TCP connection. */
export function tcpOpener(host: string, port: number): TransportOpener {
  return socketOpener({ host, port, noDelay: true }, `${host}:${port}`);
}

function socketOpener(target: NetConnectOpts, where: string): TransportOpener {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      const socket = connect(target);
      const fail = (error: Error): void => {
        signal.removeEventListener("abort", abandon);
        socket.destroy();
        reject(connectError(where, error));
      };
      const abandon = (): void => {
        fail(new Error("no longer wanted"));
      };
      socket.once("error", fail);
      socket.once("connect", () => {
        signal.removeEventListener("abort", abandon);
        socket.off("error", fail);
        resolve(new StreamTransport(socket, socket, sink));
      });
      signal.addEventListener("abort", abandon);
    });
}

function connectError(where: string, error: NodeJS.ErrnoException): ConnectError {
  const refused = nobodyListens.has(error.code);
  const message = refused ? `nobody listens at ${where}` : `cannot connect to ${where}: ${error.message}`;
  return new ConnectError(refused ? "connect-refused" : "connect-failed", message, { cause: error });
}
