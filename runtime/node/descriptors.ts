import { constants } from "node:os";
import { DescriptorError } from "../errors/index.js";

/** The used part of koffi, which calls system functions that Node does not provide. */
interface Koffi {
  load(library: string): { func(name: string, result: string, parameters: readonly unknown[]): SystemCall };
  struct(members: Readonly<Record<string, unknown>>): object;
  pointer(type: object): object;
  errno(): number;
}

type SystemCall = (...parameters: readonly unknown[]) => number;

/** Sends file descriptors together with bytes over a unix socket. */
export interface DescriptorSender {
  /** Duplicates a descriptor. The caller closes the copy. @throws DescriptorError if it is not open. */
  duplicate(fd: number): number;
  close(fd: number): void;
  /**
   * Returns the number of bytes sent, or undefined if the socket's buffer is full.
   * @throws DescriptorError if the descriptors cannot be sent, another error if the connection has ended.
   */
  send(socket: number, bytes: Buffer, fds: readonly number[]): number | undefined;
}

// The values of 64-bit Linux; see fcntl(2), send(2), cmsg(3).
const F_DUPFD_CLOEXEC = 1030;
const MSG_NOSIGNAL = 0x4000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const controlHeaderLength = 16;
const { EAGAIN, EINTR, EPIPE, ECONNRESET, ENOTCONN } = constants.errno;
const temporaryErrors: ReadonlySet<number> = new Set([EAGAIN, EINTR]);
const connectionErrors: ReadonlySet<number> = new Set([EPIPE, ECONNRESET, ENOTCONN]);

let sender: Promise<DescriptorSender> | undefined;

/** Loads the sender. @throws DescriptorError (as a rejection) that names what is missing. */
export function loadDescriptorSender(): Promise<DescriptorSender> {
  return (sender ??= load());
}

async function load(): Promise<DescriptorSender> {
  if (process.platform !== "linux") throw new DescriptorError("descriptors can be sent on Linux only");
  // A variable, so that compilers and bundlers do not require koffi, which is not a dependency.
  const name = "koffi";
  const module: unknown = await import(name).catch((cause: unknown) => {
    throw new DescriptorError("sending descriptors needs the package koffi: npm install koffi", { cause });
  });
  return createSender(koffiOf(module));
}

function koffiOf(module: unknown): Koffi {
  if (isKoffi(module)) return module;
  const inner: unknown =
    typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  if (isKoffi(inner)) return inner;
  throw new DescriptorError("the installed package koffi does not have the expected functions");
}

function isKoffi(value: unknown): value is Koffi {
  return (
    typeof value === "object" && value !== null && "load" in value && "struct" in value && "errno" in value
  );
}

function createSender(koffi: Koffi): DescriptorSender {
  const c = koffi.load("libc.so.6");
  const iovec = koffi.struct({ base: "void *", length: "size_t" });
  const msghdr = koffi.struct({
    name: "void *",
    nameLength: "uint32_t",
    vectors: koffi.pointer(iovec),
    vectorCount: "size_t",
    control: "void *",
    controlLength: "size_t",
    flags: "int",
  });
  const sendmsg = c.func("sendmsg", "long", ["int", koffi.pointer(msghdr), "int"]);
  const fcntl = c.func("fcntl", "int", ["int", "int", "int"]);
  const close = c.func("close", "int", ["int"]);
  return {
    duplicate: (fd) => {
      const copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
      if (copy < 0) throw new DescriptorError(`cannot send descriptor ${fd}: ${errorName(koffi.errno())}`);
      return copy;
    },
    close: (fd) => void close(fd),
    send: (socket, bytes, fds) => {
      const control = controlMessage(fds);
      const vectors = [{ base: bytes, length: bytes.length }];
      const rest = { vectorCount: 1, control, controlLength: control.length, flags: 0 };
      const sent = sendmsg(socket, { name: null, nameLength: 0, vectors, ...rest }, MSG_NOSIGNAL);
      if (sent >= 0) return sent;
      const errno = koffi.errno();
      if (temporaryErrors.has(errno)) return undefined;
      if (connectionErrors.has(errno)) throw new Error(`write ${errorName(errno)}`);
      throw new DescriptorError(`cannot send descriptors: ${errorName(errno)}`);
    },
  };
}

/** The SCM_RIGHTS control message, in the layout of 64-bit Linux. @see cmsg(3) */
function controlMessage(fds: readonly number[]): Buffer {
  const length = controlHeaderLength + 4 * fds.length;
  const control = Buffer.alloc(Math.ceil(length / 8) * 8);
  control.writeBigUInt64LE(BigInt(length), 0);
  control.writeInt32LE(SOL_SOCKET, 8);
  control.writeInt32LE(SCM_RIGHTS, 12);
  for (const [index, fd] of fds.entries()) control.writeInt32LE(fd, controlHeaderLength + 4 * index);
  return control;
}

function errorName(errno: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}
