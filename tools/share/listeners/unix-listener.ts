import { once } from "node:events";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  lchownSync,
  linkSync,
  lstatSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  type Stats,
} from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { reasonOf, UsageError } from "../../failure.js";
import type { ListenerUser, OpenListener, UnixAddress } from "./listener.js";
import { socketConnection } from "./socket-connection.js";

/** The longest path of a unix socket, in bytes; Node cuts off a longer one. @see unix(7) */
const maxPathBytes = process.platform === "linux" ? 107 : 103;

/**
 * Listens at a unix socket. A socket at which no program listens is replaced; anything else at the path is not.
 * @throws UsageError (as a rejection) if the path is taken, or cannot be used.
 */
export async function listenUnix({ path, group }: UnixAddress, user: ListenerUser): Promise<OpenListener> {
  const address = `unix:${path}`;
  const gid = group === undefined ? undefined : groupId(group);
  const hidden = hiddenPath(path);
  await removeStaleSocket(path);
  const server = createServer((socket) => user.accept(socketConnection(socket, "a local program")));
  await bind(server, hidden, address);
  server.on("error", user.problem);
  const created = lstatSync(hidden);
  const remove = (): void => {
    if (isSame(path, created)) unlinkSync(path);
  };
  const close = (): Promise<void> => {
    process.off("exit", remove);
    remove();
    return new Promise((resolve) => {
      server.close(() => resolve());
    });
  };
  try {
    if (gid !== undefined) shareWithGroup(hidden, gid);
    linkSync(hidden, path);
  } catch (cause) {
    await close();
    throw new UsageError(`${address}: ${reasonOf(cause)}. Use another path, and a group that you are in.`, {
      cause,
    });
  } finally {
    rmSync(hidden, { force: true });
  }
  process.once("exit", remove);
  return { address, port: undefined, close };
}

/**
 * Returns the path at which the socket is created, before it is linked to its own path: its mode and its group are right from
 * the first moment, nothing is replaced, and Node, which removes the path of a server that it closes, removes no other socket.
 * @throws UsageError if the path is too long, or its folder does not exist.
 */
function hiddenPath(path: string): string {
  const folder = dirname(path);
  const hidden = join(folder, `.${randomBytes(6).toString("hex")}`);
  if (Math.max(Buffer.byteLength(path), Buffer.byteLength(hidden)) > maxPathBytes) {
    throw new UsageError(
      `unix:${path}: the path of a unix socket has at most ${maxPathBytes} bytes. Use a shorter one.`,
    );
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return hidden;
  throw new UsageError(`unix:${path}: there is no folder ${folder}. Create it, or use another path.`);
}

/** Binds with mode 0600. Node binds within the call. */
async function bind(server: Server, path: string, address: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    const listening = once(server, "listening");
    try {
      server.listen({ path });
    } finally {
      process.umask(mask);
    }
    await listening;
  } catch (cause) {
    throw new UsageError(`cannot listen at ${address}: ${reasonOf(cause)}. Use another path.`, { cause });
  }
}

/** Removes the socket of a program that has ended. @throws UsageError if it is something else. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new UsageError(`unix:${path} exists and is not a socket. Use another path, or remove it.`);
  }
  if (await hasListener(path)) {
    throw new UsageError(`another program listens at unix:${path}. Use another path, or end that program.`);
  }
  if (isSame(path, found)) unlinkSync(path);
}

/** Whether a program listens at a socket. If that cannot be found out, it is assumed. */
function hasListener(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ path });
    const settle = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      settle(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}

function isSame(path: string, { dev, ino }: Stats): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  return now?.dev === dev && now.ino === ino;
}

/** Lets a group connect. */
function shareWithGroup(path: string, gid: number): void {
  lchownSync(path, -1, gid);
  chmodSync(path, 0o660);
}

/** @throws UsageError if there is no such group. */
function groupId(group: string | number): number {
  if (typeof group === "number" || /^\d+$/.test(group)) return Number(group);
  const line = readFileSync("/etc/group", "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${group}:`));
  const id = line?.split(":")[2];
  if (id !== undefined) return Number(id);
  throw new UsageError(`there is no group "${group}" in /etc/group. Use a name from there, or a number.`);
}
