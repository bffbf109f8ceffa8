import { chmodSync, lchownSync, lstatSync, readFileSync, unlinkSync, type Stats } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { UsageError } from "../../failure.js";
import type { ListenerUser, OpenListener, UnixAddress } from "./listener.js";
import { socketConnection } from "./socket-connection.js";

/** The longest path of a unix socket, in bytes; Node cuts off a longer one. @see unix(7) */
const longestPath = process.platform === "linux" ? 107 : 103;

/**
 * Listens at a unix socket. A socket at which no program listens is replaced; anything else at the path is not.
 * @throws UsageError (as a rejection) if the path is taken, or cannot be used.
 */
export async function listenUnix({ path, group }: UnixAddress, user: ListenerUser): Promise<OpenListener> {
  const address = `unix:${path}`;
  const gid = group === undefined ? undefined : groupId(group);
  if (Buffer.byteLength(path) > longestPath) {
    throw new UsageError(`${address}: the path of a unix socket has at most ${longestPath} bytes.`);
  }
  await removeStaleSocket(path);
  const server = createServer((socket) => {
    user.accept(socketConnection(socket, "a local program"));
  });
  await bind(server, path, address);
  server.on("error", user.problem);
  const created = lstatSync(path);
  const remove = (): void => {
    if (isSame(path, created)) unlinkSync(path);
  };
  process.once("exit", remove);
  const close = async (): Promise<void> => {
    process.off("exit", remove);
    // Before the server is closed, which removes whatever is at the path.
    remove();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    if (gid !== undefined) shareWithGroup(path, created, gid);
  } catch (cause) {
    await close();
    throw new UsageError(
      `${address}: its group cannot be set: ${messageOf(cause)}. Use a group that you are in.`,
      { cause },
    );
  }
  return { address, port: undefined, close };
}

/** Binds with mode 0600 from the first moment. Node binds within the call. */
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
    throw new UsageError(`cannot listen at ${address}: ${messageOf(cause)}. Use another path.`, { cause });
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
    socket.once("connect", () => {
      settle(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      settle(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}

function isSame(path: string, { dev, ino }: Stats): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  return now?.dev === dev && now.ino === ino;
}

/** Lets a group connect. `chmod` would follow a link that replaced the socket. */
function shareWithGroup(path: string, created: Stats, gid: number): void {
  lchownSync(path, -1, gid);
  if (!isSame(path, created)) throw new Error("the socket was replaced");
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

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
