import { connect, type Session, type Target } from "qapi-ts";
import { runBinary, withDeadline, type AskOptions } from "./run-binary.js";

/** A server to query: the address of a running server, or a binary to start. */
export type LiveServer =
  { readonly kind: "address"; readonly target: Target } | { readonly kind: "binary"; readonly path: string };

/** The replies of a server that describe it. */
export interface LiveAnswer {
  /** The result of `query-version`. */
  readonly version: unknown;
  /** The result of `query-qmp-schema`. */
  readonly schema: unknown;
}

/**
 * Queries the version and the schema of a server. A binary is started without a machine and stopped afterwards.
 * @throws UserError (as a rejection) if the server does not reply within the timeout.
 */
export function askServer(server: LiveServer, options: AskOptions = {}): Promise<LiveAnswer> {
  const name = server.kind === "binary" ? server.path : "the server";
  return withDeadline(`the schema of ${name}`, options, (deadline) =>
    server.kind === "address" ? askAddress(server.target, deadline) : askBinary(server.path, deadline),
  );
}

/** Parses `unix:PATH` or `tcp:HOST:PORT`. Returns undefined for any other text. */
export function parseAddress(text: string): LiveServer | undefined {
  const [, path] = /^unix:(.+)$/s.exec(text) ?? [];
  if (path !== undefined) return { kind: "address", target: { path } };
  const [, host, port] = /^tcp:(.*):(\d+)$/.exec(text) ?? [];
  if (host === undefined || port === undefined) return undefined;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return { kind: "address", target: { ...(bare !== "" && { host: bare }), port: Number(port) } };
}

async function askAddress(target: Target, deadline: AbortSignal): Promise<LiveAnswer> {
  const session = await connect({ ...target, timeout: Infinity, signal: deadline });
  try {
    return await ask(session, deadline);
  } finally {
    await session.close();
  }
}

function askBinary(path: string, deadline: AbortSignal): Promise<LiveAnswer> {
  return runBinary(path, deadline, (session) => ask(session, deadline));
}

async function ask(session: Session, signal: AbortSignal): Promise<LiveAnswer> {
  const [version, schema] = await Promise.all([
    session.call("query-version", undefined, { signal }),
    session.call("query-qmp-schema", undefined, { signal }),
  ]);
  return { version, schema };
}
