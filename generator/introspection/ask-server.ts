import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { UserError } from "../diagnostics/user-error.js";
import { connect, type Session, type Target } from "qapi-ts";

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
 * @throws UserError (as a rejection) if the server does not reply.
 */
export async function askServer(server: LiveServer): Promise<LiveAnswer> {
  try {
    return server.kind === "address" ? await askAddress(server.target) : await askBinary(server.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const name = server.kind === "binary" ? server.path : "the server";
    throw new UserError(`cannot query the schema of ${name}: ${reason}`, { cause: error });
  }
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

async function askAddress(target: Target): Promise<LiveAnswer> {
  const session = await connect(target);
  try {
    return await ask(session);
  } finally {
    await session.close();
  }
}

async function askBinary(path: string): Promise<LiveAnswer> {
  const child = spawn(path, argumentsFor(path), { stdio: ["pipe", "pipe", "inherit"] });
  // Rejects if the binary cannot be started.
  await once(child, "spawn");
  const exited = once(child, "exit");
  try {
    const session = await connect({ child });
    const answer = await ask(session);
    await session.call("quit");
    return answer;
  } finally {
    child.kill();
    await exited;
  }
}

async function ask(session: Session): Promise<LiveAnswer> {
  const [version, schema] = await Promise.all([
    session.call("query-version"),
    session.call("query-qmp-schema"),
  ]);
  return { version, schema };
}

/** The storage daemon has no machine, and configures its monitor with different options. */
function argumentsFor(path: string): readonly string[] {
  if (basename(path).includes("storage-daemon")) {
    return ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];
  }
  return ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
}
