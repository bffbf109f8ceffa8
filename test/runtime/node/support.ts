import { closeSync, openSync, readdirSync, readlinkSync, realpathSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import koffi from "koffi";
import { expect } from "vitest";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";

const c = koffi.load("libc.so.6");
const socketpair = c.func("socketpair", "int", ["int", "int", "int", "void *"]);
const setsockopt = c.func("setsockopt", "int", ["int", "int", "int", "void *", "uint32_t"]);
const recvmsg = c.func("recvmsg", "long", ["int", "void *", "int"]);
const send = c.func("send", "long", ["int", "void *", "size_t", "int"]);
const close = c.func("close", "int", ["int"]);

const unixStream = [1, 0o2004001, 0] as const;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_CTRUNC = 8;
const headerLength = 16;

/**
 * The other end of a unix socket, within this process. Unlike a socket of Node, it reads only on request and receives
 * file descriptors.
 */
export class RawPeer implements Disposable {
  /** Everything received. */
  text = "";
  /** The received descriptors, with the offset in the text at which their read started. */
  readonly descriptors: { readonly at: number; readonly fd: number }[] = [];
  readonly #fd: number;
  #open = true;
  // Members, because the addresses in other buffers do not keep them from being collected.
  readonly #bytes = Buffer.alloc(65_536);
  readonly #control = Buffer.alloc(2048);
  readonly #vector = words(koffi.address(this.#bytes), 0);
  readonly #message = words(0, 0, koffi.address(this.#vector), 1, koffi.address(this.#control), 0, 0);

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Reads once, at most `size` bytes. Returns whether there was anything to read. */
  read(size = this.#bytes.length): boolean {
    this.#vector.writeBigUInt64LE(BigInt(size), 8);
    this.#message.writeBigUInt64LE(BigInt(this.#control.length), 40);
    const length = Number(recvmsg(this.#fd, this.#message, MSG_DONTWAIT));
    if (length <= 0) return false;
    if ((this.#message.readInt32LE(48) & MSG_CTRUNC) !== 0) throw new Error("more descriptors than expected");
    this.#addDescriptors(this.#control.subarray(0, Number(this.#message.readBigUInt64LE(40))));
    this.text += this.#bytes.toString("latin1", 0, length);
    return true;
  }

  /** Reads until the text has `length` characters, at most `size` bytes at a time. */
  async readUntil(length: number, size?: number): Promise<void> {
    while (this.text.length < length) if (!this.read(size)) await turn();
  }

  /** Reads until a text has arrived. */
  async readText(text: string): Promise<void> {
    while (!this.text.includes(text)) if (!this.read()) await turn();
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    if (Number(send(this.#fd, bytes, bytes.length, MSG_NOSIGNAL)) !== bytes.length)
      throw new Error("the buffer is full");
  }

  /** Closes the connection, like the end of its process. */
  end(): void {
    if (this.#open) close(this.#fd);
    this.#open = false;
  }

  [Symbol.dispose](): void {
    this.end();
    for (const { fd } of this.descriptors) close(fd);
  }

  #addDescriptors(control: Buffer): void {
    if (control.length === 0) return;
    const end = Number(control.readBigUInt64LE(0));
    for (let at = headerLength; at < end; at += 4) {
      this.descriptors.push({ at: this.text.length, fd: control.readInt32LE(at) });
    }
  }
}

/** A socket and the raw peer it is connected to. */
export interface RawPair extends Disposable {
  readonly socket: Socket;
  readonly peer: RawPeer;
  /** Fills the socket's buffer with spaces and returns them. */
  fill(): string;
}

/** @param bufferSize - the size of the socket's buffer, in bytes (default: the system's) */
export function rawPair(bufferSize?: number): RawPair {
  const both = Buffer.alloc(8);
  if (Number(socketpair(...unixStream, both)) !== 0) throw new Error("no socket pair");
  const [own, other] = [both.readInt32LE(0), both.readInt32LE(4)];
  if (bufferSize !== undefined) limitBuffer(own, bufferSize);
  const socket = new Socket({ fd: own, readable: true, writable: true });
  const peer = new RawPeer(other);
  return {
    socket,
    peer,
    fill: () => " ".repeat(fill(own)),
    [Symbol.dispose]: () => {
      socket.destroy();
      peer[Symbol.dispose]();
    },
  };
}

/** An open file whose descriptor is sent. */
export interface OpenFile {
  readonly file: string;
  readonly fd: number;
  /** Closes the file. Fails the test if another descriptor of it is open. */
  close(): void;
}

export function openFile(): OpenFile {
  const file = join(realpathSync(temporaryFolder()), "file");
  writeFileSync(file, "");
  const fd = openSync(file, "r");
  return {
    file,
    fd,
    close: () => {
      closeSync(fd);
      expect(openDescriptors(file)).toBe(0);
    },
  };
}

/** The number of descriptors that this process has of a file. */
export function openDescriptors(file: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => linkOf(`/proc/self/fd/${fd}`) === file).length;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // It was closed meanwhile.
    return undefined;
  }
}

function limitBuffer(fd: number, bufferSize: number): void {
  const value = Buffer.alloc(4);
  value.writeInt32LE(bufferSize);
  if (Number(setsockopt(fd, 1, 7, value, 4)) !== 0) throw new Error("cannot set the size of the buffer");
}

function fill(fd: number): number {
  let filled = 0;
  for (const size of [4096, 1]) {
    const bytes = Buffer.alloc(size, " ");
    for (;;) {
      const sent = Number(send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL));
      if (sent < 0) break;
      filled += sent;
    }
  }
  return filled;
}

/** 64-bit words. */
function words(...values: readonly (bigint | number)[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) buffer.writeBigUInt64LE(BigInt(value), 8 * index);
  return buffer;
}
