import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { CommandError, connect, type Session, type Target } from "qapi-ts";
import { UserError } from "../diagnostics/diagnostic.js";

/** A server to query: the address of a running server, or a binary to start. */
export type LiveServer =
  { readonly kind: "address"; readonly target: Target } | { readonly kind: "binary"; readonly path: string };

/** The replies of a server that describe it. */
export interface LiveAnswer {
  /** The result of `query-version`; undefined if the server does not have this command. */
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
    session.call("query-version", undefined, { signal }).catch(undefinedIfNotFound),
    session.call("query-qmp-schema", undefined, { signal }),
  ]);
  return { version, schema };
}

function undefinedIfNotFound(error: unknown): undefined {
  if (error instanceof CommandError && error.errorClass === "CommandNotFound") return;
  throw error;
}

/** Options of queries to a server. */
export interface AskOptions {
  /** The limit for connecting and for all replies together, in milliseconds. Default: 10,000. */
  readonly timeout?: number;
}

const defaultTimeout = 10_000;

/**
 * Queries a server within a time limit.
 * @param what - names the subject of the query in messages: `the schema of qemu-system-x86_64`.
 * @throws UserError (as a rejection) if the query fails or does not end in time.
 */
export async function withDeadline<T>(
  what: string,
  { timeout = defaultTimeout }: AskOptions,
  ask: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeout);
  try {
    return await ask(deadline);
  } catch (error) {
    const reason = deadline.aborted
      ? `no reply within ${timeout / 1000} seconds. Check that it speaks QMP and has no other client, or set --timeout.`
      : error instanceof Error
        ? error.message
        : String(error);
    throw new UserError(`cannot query ${what}: ${reason}`, { cause: error });
  }
}

/**
 * Starts a binary without a machine, uses its monitor, and stops it. A rejection has what the binary printed.
 * @param deadline - ends the binary.
 */
export async function runBinary<T>(
  path: string,
  deadline: AbortSignal,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const child = spawn(path, argumentsFor(path), { stdio: ["pipe", "pipe", "pipe"] });
  const printed = firstOutput(child.stderr);
  // Rejects if the binary cannot be started.
  await once(child, "spawn");
  const exited = once(child, "exit");
  const closed = once(child, "close").catch(() => undefined);
  try {
    // What a binary prints besides messages when it fails is part of the rejection.
    const onProblem = (): void => undefined;
    const session = await connect({ child, timeout: Infinity, signal: deadline, onProblem });
    const answer = await use(session);
    await session.call("quit", undefined, { signal: deadline });
    return answer;
  } catch (error) {
    if (deadline.aborted) throw error;
    // What the binary printed may arrive after the end of its monitor.
    child.kill();
    await Promise.race([closed, setTimeout(killTimeout, undefined, { ref: false })]);
    const text = printed();
    if (text === "") throw error;
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nIt printed: ${text}`, {
      cause: error,
    });
  } finally {
    child.kill();
    await endOf(child, exited);
  }
}

/** The time in ms after which a binary that does not end is killed. */
const killTimeout = 1000;

async function endOf(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  const stopWaiting = new AbortController();
  const { signal } = stopWaiting;
  setTimeout(killTimeout, undefined, { signal }).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  await exited;
  stopWaiting.abort();
}

/** The maximum number of characters of a binary's standard error that a message shows. */
const maxOutput = 4000;

/** Collects the start of what a binary prints, for a message in which control characters are escaped. */
function firstOutput(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text = (text + chunk).slice(0, maxOutput);
  });
  stream.on("error", () => undefined);
  return () => text.trim();
}

/** The storage daemon has no machine, and configures its monitor with different options. */
function argumentsFor(path: string): readonly string[] {
  if (basename(path).includes("storage-daemon")) {
    return ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];
  }
  return ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
}
