import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DescriptorError } from "../../errors/index.js";
import type { TransportSink } from "../transport.js";
import { descriptorSender, type DescriptorSender } from "./descriptors.js";
import { StreamTransport } from "./stream.js";

/** How long to wait for room in the socket before trying again, in milliseconds. */
const pause = 5;

/** A transport over a unix socket, which can pass file descriptors. */
export class UnixTransport extends StreamTransport {
  readonly #socket: Socket;
  #sender: DescriptorSender | undefined;
  /** What is on its way; a message with descriptors leaves when all before it has left Node's hands. */
  #last: Promise<unknown> = Promise.resolve();
  /** How many messages with descriptors are on their way: while there are any, others wait behind them. */
  #passing = 0;

  constructor(socket: Socket, sink: TransportSink) {
    super(socket, socket, sink);
    this.#socket = socket;
  }

  async readyDescriptors(): Promise<void> {
    this.#sender ??= await descriptorSender();
  }

  override send(text: string, fds?: readonly number[]): Promise<void> {
    if (fds !== undefined) return this.#pass(text, fds);
    if (this.#passing === 0) return this.#note(super.send(text));
    return this.#note(this.#last.then(() => super.send(text)));
  }

  override close(): void {
    if (this.#passing === 0) super.close();
    else
      void this.#last.then(() => {
        super.close();
      });
  }

  #note(sent: Promise<void>): Promise<void> {
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  /** Takes copies at once: the caller may close its own while the message waits for its turn. */
  #pass(text: string, fds: readonly number[]): Promise<void> {
    const sender = this.#sender;
    if (sender === undefined) return Promise.reject(new DescriptorError("descriptors were not made ready"));
    const copies: number[] = [];
    try {
      for (const fd of fds) copies.push(sender.duplicate(fd));
    } catch (error) {
      for (const copy of copies) sender.close(copy);
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#passing++;
    const passed = this.#last
      .then(() => this.#passNow(sender, Buffer.from(text, "latin1"), copies))
      .finally(() => {
        this.#passing--;
        for (const copy of copies) sender.close(copy);
      });
    return this.#note(passed);
  }

  /** The descriptors leave with the first byte; what has no room leaves as any text does. */
  async #passNow(sender: DescriptorSender, bytes: Buffer, copies: readonly number[]): Promise<void> {
    let sent: number | undefined;
    for (;;) {
      sent = sender.send(handleOf(this.#socket), bytes, copies);
      if (sent !== undefined) break;
      await sleep(pause);
    }
    if (sent < bytes.length) await super.send(bytes.toString("latin1", sent));
  }
}

/** The number of the socket's own descriptor, which Node keeps in a place of its own. */
function handleOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  if (typeof fd === "number" && fd >= 0) return fd;
  throw new DescriptorError("the connection has ended");
}
