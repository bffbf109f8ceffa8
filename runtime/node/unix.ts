import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DescriptorError } from "../errors/index.js";
import type { TransportOpener, TransportSink } from "../transport/transport.js";
import { descriptorSender, type DescriptorSender } from "./descriptors.js";
import { StreamTransport } from "./stream.js";

/** How long to wait for room in the socket before trying again, in milliseconds. */
const pause = 5;

/** A transport over a unix socket, which can pass file descriptors. */
export class UnixTransport extends StreamTransport {
  readonly #socket: Socket;
  #sender: DescriptorSender | undefined;
  /** What was sent last; a message with descriptors leaves when all before it has left Node's hands. */
  #last: Promise<void> = Promise.resolve();
  /** How much is in line: while anything is, all that comes goes behind it. */
  #waiting = 0;

  constructor(socket: Socket, sink: TransportSink) {
    super(socket, socket, sink);
    this.#socket = socket;
  }

  async readyDescriptors(): Promise<void> {
    this.#sender ??= await descriptorSender();
  }

  override send(text: string, fds: readonly number[] = []): Promise<void> {
    if (fds.length > 0) return this.#pass(text, fds);
    if (this.#waiting > 0) return this.#inLine(() => super.send(text));
    return (this.#last = super.send(text));
  }

  protected override finish(): void {
    if (this.#waiting === 0) super.finish();
    else {
      const finish = (): void => {
        super.finish();
      };
      this.#last.then(finish, finish);
    }
  }

  /** Counts until it has left, and not only until it is its turn: or another, sent between, would be first. */
  #inLine(leave: () => Promise<void>): Promise<void> {
    this.#waiting++;
    // What could not be sent is told to its sender.
    return (this.#last = this.#last.then(leave, leave).finally(() => this.#waiting--));
  }

  /** Takes copies at once: the caller may close its own while the message waits for its turn. */
  async #pass(text: string, fds: readonly number[]): Promise<void> {
    const sender = this.#sender;
    if (sender === undefined) throw new DescriptorError("descriptors were not made ready");
    const copies = copiesOf(fds, sender);
    const bytes = Buffer.from(text, "latin1");
    try {
      await this.#inLine(() => this.#passNow(sender, bytes, copies));
    } catch (error) {
      if (error instanceof DescriptorError) throw error;
      // The connection is what has failed, and not the descriptors: it is its end that tells, as with any text.
      await new Promise(() => undefined);
    }
  }

  /** The descriptors leave with the first byte; what has no room leaves as any text does. */
  async #passNow(sender: DescriptorSender, bytes: Buffer, copies: readonly number[]): Promise<void> {
    try {
      const sent = await this.#passFirst(sender, bytes, copies);
      if (sent < bytes.length) await super.send(bytes.toString("latin1", sent));
    } catch (error) {
      if (!(error instanceof DescriptorError)) this.fault(error instanceof Error ? error : undefined);
      throw error;
    }
  }

  async #passFirst(sender: DescriptorSender, bytes: Buffer, copies: readonly number[]): Promise<number> {
    try {
      for (;;) {
        const sent = sender.send(handleOf(this.#socket), bytes, copies);
        if (sent !== undefined) return sent;
        await sleep(pause);
      }
    } finally {
      for (const copy of copies) sender.close(copy);
    }
  }
}

/** Opens a transport over a unix socket that is connected already. */
export function unixSocketOpener(socket: Socket): TransportOpener {
  return (sink) => Promise.resolve(new UnixTransport(socket, sink));
}

/** @throws DescriptorError when one cannot be copied; then there are no copies. */
function copiesOf(fds: readonly number[], sender: DescriptorSender): readonly number[] {
  const copies: number[] = [];
  try {
    for (const fd of fds) copies.push(sender.duplicate(fd));
    return copies;
  } catch (error) {
    for (const copy of copies) sender.close(copy);
    throw error;
  }
}

/** The number of the socket's own descriptor, which Node keeps in a place of its own. */
function handleOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  if (typeof fd === "number" && fd >= 0) return fd;
  throw new Error("the connection has ended");
}
