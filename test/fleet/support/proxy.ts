import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A proxy on a free port of the loopback, which can cut the network. */
export class Proxy implements AsyncDisposable {
  readonly #target: () => number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #toServer = new Set<Socket>();
  #isCut = false;

  /** @param target - returns the port to connect to. */
  constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((client) => {
      const server = connect(this.#target(), "127.0.0.1");
      this.#toServer.add(server.on("close", () => this.#toServer.delete(server)));
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one
          .on("error", () => other.destroy())
          .on("close", () => {
            this.#sockets.delete(one);
            other.destroy();
          });
        if (this.#isCut) one.unpipe();
      }
    });
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `nats://127.0.0.1:${String(port)}`;
  }

  /** Lets nothing pass: as if a cable was pulled. The connections stay open. */
  cut(): void {
    this.#isCut = true;
    for (const each of this.#sockets) each.pause();
  }

  /** Lets nothing pass from the server to the clients. */
  cutReplies(): void {
    for (const each of this.#toServer) each.pause();
  }

  /** Lets what the server sent meanwhile pass, in few chunks. */
  resumeReplies(): void {
    for (const each of this.#toServer) each.resume();
  }

  /** Ends the connections and lets new ones pass. What was on the way is lost. */
  restore(): void {
    this.#isCut = false;
    for (const each of this.#sockets) each.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#sockets) each.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
