import { constants } from "node:os";
import { DescriptorError } from "../errors/index.js";

/** What is used of koffi, which calls the system where Node has no way. */
interface Koffi {
  load(library: string): { func(name: string, result: string, parameters: readonly unknown[]): SystemCall };
  struct(members: Readonly<Record<string, unknown>>): object;
  pointer(type: object): object;
  errno(): number;
}

type SystemCall = (...parameters: readonly unknown[]) => number;

/** Sends descriptors beside bytes. */
export interface DescriptorSender {
  /** Makes a copy of a descriptor, which is ours to close. @throws DescriptorError when it is none. */
  duplicate(fd: number): number;
  close(fd: number): void;
  /**
   * @returns how many of the bytes left; undefined when there is no room just now.
   * @throws DescriptorError when these cannot be passed; another error when the connection has ended.
   */
  send(socket: number, bytes: Buffer, fds: readonly number[]): number | undefined;
}

const duplicateOnExecClosing = 1030;
const withoutSignal = 0x4000;
const headerLength = 16;
const solSocket = 1;
const scmRights = 1;
const { EAGAIN, EINTR, EPIPE, ECONNRESET, ENOTCONN } = constants.errno;
const later: ReadonlySet<number> = new Set([EAGAIN, EINTR]);
const ended: ReadonlySet<number> = new Set([EPIPE, ECONNRESET, ENOTCONN]);

let loading: Promise<DescriptorSender> | undefined;

/** @throws DescriptorError (as a rejection) that tells what is missing. */
export function descriptorSender(): Promise<DescriptorSender> {
  return (loading ??= load());
}

async function load(): Promise<DescriptorSender> {
  if (process.platform !== "linux") throw new DescriptorError("descriptors can be passed on Linux only");
  // By a variable, because it is no dependency: whoever passes no descriptors needs no koffi.
  const name = "koffi";
  const module: unknown = await import(name).catch((cause: unknown) => {
    throw new DescriptorError("passing descriptors needs the package koffi: npm install koffi", { cause });
  });
  return senderWith(koffiIn(module));
}

function koffiIn(module: unknown): Koffi {
  if (isKoffi(module)) return module;
  const inner: unknown =
    typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  if (isKoffi(inner)) return inner;
  throw new DescriptorError("what is installed as koffi is not koffi");
}

function isKoffi(value: unknown): value is Koffi {
  return (
    typeof value === "object" && value !== null && "load" in value && "struct" in value && "errno" in value
  );
}

function senderWith(koffi: Koffi): DescriptorSender {
  const c = koffi.load("libc.so.6");
  const vector = koffi.struct({ base: "void *", length: "size_t" });
  const message = koffi.struct({
    ...{ name: "void *", nameLength: "uint32_t", vectors: koffi.pointer(vector), vectorCount: "size_t" },
    ...{ control: "void *", controlLength: "size_t", flags: "int" },
  });
  const sendmsg = c.func("sendmsg", "long", ["int", koffi.pointer(message), "int"]);
  const fcntl = c.func("fcntl", "int", ["int", "int", "int"]);
  const close = c.func("close", "int", ["int"]);
  return {
    duplicate: (fd) => {
      const copy = fcntl(fd, duplicateOnExecClosing, 0);
      if (copy < 0) throw new DescriptorError(`cannot pass descriptor ${fd}: ${nameOf(koffi.errno())}`);
      return copy;
    },
    close: (fd) => void close(fd),
    send: (socket, bytes, fds) => {
      const control = controlOf(fds);
      const vectors = [{ base: bytes, length: bytes.length }];
      const rest = { vectorCount: 1, control, controlLength: control.length, flags: 0 };
      const sent = sendmsg(socket, { name: null, nameLength: 0, vectors, ...rest }, withoutSignal);
      if (sent >= 0) return sent;
      const errno = koffi.errno();
      if (later.has(errno)) return undefined;
      if (ended.has(errno)) throw new Error(`write ${nameOf(errno)}`);
      throw new DescriptorError(`cannot pass descriptors: ${nameOf(errno)}`);
    },
  };
}

/** The control message of SCM_RIGHTS, as 64-bit Linux lays it out. @see cmsg(3) */
function controlOf(fds: readonly number[]): Buffer {
  const length = headerLength + 4 * fds.length;
  const control = Buffer.alloc(Math.ceil(length / 8) * 8);
  control.writeBigUInt64LE(BigInt(length), 0);
  control.writeInt32LE(solSocket, 8);
  control.writeInt32LE(scmRights, 12);
  for (const [index, fd] of fds.entries()) control.writeInt32LE(fd, headerLength + 4 * index);
  return control;
}

function nameOf(errno: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}
