import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Fault, Lengths } from "./faults.js";

/** Passes bytes between two sockets, with a fault in its first connection. */
export class FaultyProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The bytes that each side has sent over the first connection. */
  readonly lengths: Lengths = { client: 0, server: 0 };
  #connections = 0;

  constructor(target: string, fault: Fault | undefined) {
    this.#server = createServer((socket) => {
      const other = connect({ path: target });
      const isFirst = this.#connections++ === 0;
      this.#pipe(socket, other, "client", isFirst ? fault : undefined, isFirst);
      this.#pipe(other, socket, "server", isFirst ? fault : undefined, isFirst);
    });
  }

  async listen(path: string): Promise<this> {
    await once(this.#server.listen(path), "listening");
    return this;
  }

  /** Ends all connections. */
  disconnect(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.disconnect();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pipe(
    from: Socket,
    to: Socket,
    side: "client" | "server",
    fault: Fault | undefined,
    counts: boolean,
  ): void {
    this.#sockets.add(from);
    let sent = 0;
    from.on("data", (chunk: Buffer) => {
      const at = fault?.from === side ? fault.at - sent : -1;
      sent += chunk.length;
      if (counts) this.lengths[side] = sent;
      if (fault === undefined || at < 0 || at >= chunk.length) to.write(chunk);
      else misbehave(fault, chunk, at, from, to);
    });
    const end = (): void => {
      to.destroy();
      this.#sockets.delete(from);
    };
    from.on("error", end).on("close", end);
  }
}

function misbehave({ kind, byte }: Fault, chunk: Buffer, at: number, from: Socket, to: Socket): void {
  switch (kind) {
    case "cut":
      from.pause();
      to.end(chunk.subarray(0, at));
      return;
    case "reset":
      from.destroy();
      to.destroy();
      return;
    case "delay":
      to.write(chunk.subarray(0, at));
      from.pause();
      setTimeout(() => {
        if (!to.destroyed) to.write(chunk.subarray(at));
        from.resume();
      }, 2);
      return;
    case "corrupt":
      chunk[at] = byte;
      to.write(chunk);
  }
}
