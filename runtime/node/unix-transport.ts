import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DescriptorError, escapeText } from "../errors/index.js";
import type { TransportOpener, TransportSink } from "../transport/transport.js";
import { type DescriptorSender, loadDescriptorSender } from "./descriptors.js";
import { StreamTransport } from "./stream-transport.js";

/** The delay between two attempts while the socket's buffer is full, in milliseconds. */
const retryDelay = 5;

/** A transport over a unix socket, which can send file descriptors. */
export class UnixTransport extends StreamTransport {
  readonly #socket: Socket;
  #sender: DescriptorSender | undefined;
  /** Settles when the last text has left Node. A message with descriptors is sent after it. */
  #tail: Promise<void> = Promise.resolve();
  /** The number of queued texts. While there are any, every text is queued. */
  #queued = 0;

  constructor(socket: Socket, sink: TransportSink) {
    super(socket, socket, sink);
    this.#socket = socket;
  }

  async readyDescriptors(): Promise<void> {
    this.#sender ??= await loadDescriptorSender();
  }

  override send(text: string, fds: readonly number[] = []): Promise<void> {
    if (fds.length > 0) return this.#sendWithDescriptors(text, fds);
    if (this.#queued > 0) return this.#enqueue(() => super.send(text));
    return (this.#tail = super.send(text));
  }

  protected override endOutput(): void {
    if (this.#queued === 0) super.endOutput();
    else {
      const end = (): void => super.endOutput();
      this.#tail.then(end, end);
    }
  }

  /** A text counts as queued until it has left Node, so that a later text cannot be sent before it. */
  #enqueue(send: () => Promise<void>): Promise<void> {
    this.#queued++;
    // The failure of the previous text is reported to its own caller.
    return (this.#tail = this.#tail.then(send, send).finally(() => this.#queued--));
  }

  /** Duplicates the descriptors at once: the caller may close its own while the message is queued. */
  async #sendWithDescriptors(text: string, fds: readonly number[]): Promise<void> {
    const sender = this.#sender;
    if (sender === undefined) throw new DescriptorError("readyDescriptors was not called");
    const copies = duplicateAll(fds, sender);
    const bytes = Buffer.from(text, "latin1");
    try {
      await this.#enqueue(() => this.#sendBytes(sender, bytes, copies));
    } catch (error) {
      if (error instanceof DescriptorError) throw error;
      // The connection failed, not the descriptors. As for any text, `closed` reports that.
      await new Promise(() => undefined);
    }
  }

  /** The descriptors are sent with the first byte. Bytes that do not fit are sent like any text. */
  async #sendBytes(sender: DescriptorSender, bytes: Buffer, copies: readonly number[]): Promise<void> {
    try {
      const sent = await this.#sendFirst(sender, bytes, copies);
      if (sent < bytes.length) await super.send(bytes.toString("latin1", sent));
    } catch (error) {
      if (!(error instanceof DescriptorError)) this.outputFailed(error instanceof Error ? error : undefined);
      throw error;
    }
  }

  async #sendFirst(sender: DescriptorSender, bytes: Buffer, copies: readonly number[]): Promise<number> {
    try {
      for (;;) {
        const sent = sender.send(descriptorOf(this.#socket), bytes, copies);
        if (sent !== undefined) return sent;
        await sleep(retryDelay);
      }
    } finally {
      for (const copy of copies) sender.close(copy);
    }
  }
}

/** Opens a transport over a connected unix socket. */
export function unixSocketOpener(socket: Socket): TransportOpener {
  return (sink) => Promise.resolve(new UnixTransport(socket, sink));
}

/** @throws DescriptorError if one cannot be duplicated; then no copies are left open. */
function duplicateAll(fds: readonly number[], sender: DescriptorSender): readonly number[] {
  const copies: number[] = [];
  try {
    for (const fd of fds) copies.push(sender.duplicate(fd));
    return copies;
  } catch (error) {
    for (const copy of copies) sender.close(copy);
    throw error;
  }
}

/** The file descriptor of a socket, which Node keeps in an internal member. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  if (typeof fd === "number" && fd >= 0) return fd;
  throw new Error("the connection has ended");
}

/**
 * The longest path of a unix socket, in bytes: the size of `sun_path` without its final NUL. Node truncates a longer path
 * silently, so that another server may answer. Named pipes of Windows have no such limit.
 * @see unix(7)
 */
const maxPathBytes = { linux: 107, win32: Infinity } as Readonly<Record<string, number>>;
const maxPathBytesElsewhere = 103;

/** Returns why a path cannot be the path of a unix socket; undefined if it can. An abstract one begins with a NUL. */
export function unixPathProblem(path: string, platform: string = process.platform): string | undefined {
  if (typeof path !== "string") return `the path of a unix socket must be a string, not ${typeof path}`;
  if (path === "") return "the path of a unix socket is empty";
  // Node ends the path there, so that another server may answer.
  if (path.indexOf("\0") > 0) return `the path of a unix socket has a NUL character: ${escapeText(path)}`;
  const limit = maxPathBytes[platform] ?? maxPathBytesElsewhere;
  const length = Buffer.byteLength(path);
  if (length <= limit) return undefined;
  const advice = "use a shorter path, relative to the working directory or through a symbolic link";
  return `the path of a unix socket has at most ${limit} bytes, ${escapeText(path)} has ${length}: ${advice}`;
}
