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
const withoutWaiting = 0x40;
const withoutSignal = 0x4000;
const truncated = 8;
const headerLength = 16;

/**
 * The other end of a unix socket, within this process: it reads only when it is told to, which no server in
 * JavaScript does, and it gets what descriptors come, which none can.
 */
export class RawPeer implements Disposable {
  /** All that came, as it came. */
  text = "";
  /** The descriptors that came, and where in the text the read began that they came with. */
  readonly taken: { readonly at: number; readonly fd: number }[] = [];
  readonly #fd: number;
  #open = true;
  // Members, for what has only its address in another is held by nobody.
  readonly #bytes = Buffer.alloc(65_536);
  readonly #control = Buffer.alloc(2048);
  readonly #vector = words(koffi.address(this.#bytes), 0);
  readonly #message = words(0, 0, koffi.address(this.#vector), 1, koffi.address(this.#control), 0, 0);

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Takes what is there, so many bytes at once. @returns whether there was something. */
  take(most = this.#bytes.length): boolean {
    this.#vector.writeBigUInt64LE(BigInt(most), 8);
    this.#message.writeBigUInt64LE(BigInt(this.#control.length), 40);
    const length = Number(recvmsg(this.#fd, this.#message, withoutWaiting));
    if (length <= 0) return false;
    if ((this.#message.readInt32LE(48) & truncated) !== 0) throw new Error("more descriptors than expected");
    this.#note(this.#control.subarray(0, Number(this.#message.readBigUInt64LE(40))));
    this.text += this.#bytes.toString("latin1", 0, length);
    return true;
  }

  /** Takes what comes until the text has so many bytes. */
  async takeUntil(length: number, most?: number): Promise<void> {
    while (this.text.length < length) if (!this.take(most)) await turn();
  }

  /** Takes what comes until a text has come. */
  async takeText(text: string): Promise<void> {
    while (!this.text.includes(text)) if (!this.take()) await turn();
  }

  say(text: string): void {
    const bytes = Buffer.from(text);
    if (Number(send(this.#fd, bytes, bytes.length, withoutSignal)) !== bytes.length)
      throw new Error("no room");
  }

  /** Ends the connection, as the end of its process would. */
  end(): void {
    if (this.#open) close(this.#fd);
    this.#open = false;
  }

  [Symbol.dispose](): void {
    this.end();
    for (const { fd } of this.taken) close(fd);
  }

  #note(control: Buffer): void {
    if (control.length === 0) return;
    const end = Number(control.readBigUInt64LE(0));
    for (let at = headerLength; at < end; at += 4) {
      this.taken.push({ at: this.text.length, fd: control.readInt32LE(at) });
    }
  }
}

/** What is connected with a raw peer. */
export interface RawPair extends Disposable {
  readonly socket: Socket;
  readonly peer: RawPeer;
  /** Leaves no room for a single byte in the system's buffer. @returns the spaces that do. */
  fill(): string;
}

/** @param room - about how many bytes fit on the way; as many as the system has by itself where it is not given */
export function rawPair(room?: number): RawPair {
  const both = Buffer.alloc(8);
  if (Number(socketpair(...unixStream, both)) !== 0) throw new Error("no socket pair");
  const [ours, theirs] = [both.readInt32LE(0), both.readInt32LE(4)];
  if (room !== undefined) limit(ours, room);
  const socket = new Socket({ fd: ours, readable: true, writable: true });
  const peer = new RawPeer(theirs);
  return {
    socket,
    peer,
    fill: () => " ".repeat(fill(ours)),
    [Symbol.dispose]: () => {
      socket.destroy();
      peer[Symbol.dispose]();
    },
  };
}

/** A file to be passed. */
export interface FileToPass {
  readonly file: string;
  readonly fd: number;
  /** Closes it. Fails when a descriptor of it is left, whatever has happened. */
  end(): void;
}

export function fileToPass(): FileToPass {
  const file = join(realpathSync(temporaryFolder()), "passed");
  writeFileSync(file, "");
  const fd = openSync(file, "r");
  return {
    file,
    fd,
    end: () => {
      closeSync(fd);
      expect(openOf(file)).toBe(0);
    },
  };
}

/** How many descriptors of this process are of a file, whoever opened or copied them. */
export function openOf(file: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => linkOf(`/proc/self/fd/${fd}`) === file).length;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // It was open while the folder was read.
    return undefined;
  }
}

function limit(fd: number, room: number): void {
  const value = Buffer.alloc(4);
  value.writeInt32LE(room);
  if (Number(setsockopt(fd, 1, 7, value, 4)) !== 0) throw new Error("no such room");
}

function fill(fd: number): number {
  let filled = 0;
  for (const size of [4096, 1]) {
    const bytes = Buffer.alloc(size, " ");
    for (;;) {
      const sent = Number(send(fd, bytes, size, withoutWaiting | withoutSignal));
      if (sent < 0) break;
      filled += sent;
    }
  }
  return filled;
}

/** Words of 64 bits. */
function words(...values: readonly (bigint | number)[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) buffer.writeBigUInt64LE(BigInt(value), 8 * index);
  return buffer;
}
