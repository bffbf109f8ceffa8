import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { UserError } from "../diagnostics/user-error.js";
import { connect, type Session, type Target } from "qapi-ts";

/** A server that can be asked what it offers: one that runs, or a binary to start. */
export type LiveServer =
  { readonly kind: "address"; readonly target: Target } | { readonly kind: "binary"; readonly path: string };

/** What a server says of itself. */
export interface LiveAnswer {
  /** Its answer to `query-version`. */
  readonly version: unknown;
  /** Its answer to `query-qmp-schema`. */
  readonly schema: unknown;
}

/**
 * Asks a server for its schema; a binary is started without a machine, and ended.
 * @throws UserError (as a rejection) when it does not answer.
 */
export async function askServer(server: LiveServer): Promise<LiveAnswer> {
  try {
    return server.kind === "address" ? await askAddress(server.target) : await askBinary(server.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const name = server.kind === "binary" ? server.path : "the server";
    throw new UserError(`${name} does not say what it offers: ${reason}`, { cause: error });
  }
}

/** `unix:PATH` or `tcp:HOST:PORT`; undefined where the text is no address. */
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
  // Rejects where the binary cannot be started.
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

/** The storage daemon has no machine to leave out, and a monitor of its own kind. */
function argumentsFor(path: string): readonly string[] {
  if (basename(path).includes("storage-daemon")) {
    return ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];
  }
  return ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
}
