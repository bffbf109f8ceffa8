import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { encodeText } from "../messages/body.js";
import { splitChunks } from "../messages/chunks.js";
import { createHeaders, type RequestState } from "../messages/headers.js";
import type { Reply } from "../messages/reply.js";

/** The bytes of a message that are not its body: the subject and the headers. */
const overhead = 2_048;

/** The number of parts after which the connection is drained, so that a long reply does not fill its buffers. */
const partsPerFlush = 4;

/** Sends what becomes of requests to their clients. */
export class Responder {
  readonly #connection: NatsConnection;
  /** The reply subjects of the requests that are not answered, by id. */
  readonly #pending = new Map<string, Set<string>>();
  readonly #timer: NodeJS.Timeout;

  /** @param interval - how often a client learns that its request is not answered yet, in milliseconds. */
  constructor(connection: NatsConnection, interval: number) {
    this.#connection = connection;
    this.#timer = setInterval(() => {
      for (const [id, subjects] of this.#pending)
        for (const each of subjects) this.#state(each, id, "working");
    }, interval);
    this.#timer.unref();
  }

  /** Adds a client that waits for the answer to a request. */
  wait(id: string, message: Msg): void {
    if (message.reply === undefined || message.reply === "") return;
    const subjects = this.#pending.get(id) ?? new Set();
    subjects.add(message.reply);
    this.#pending.set(id, subjects);
  }

  /** Reports that the request is recorded and will be sent to the machine. */
  accepted(id: string, epoch: number): void {
    for (const each of this.#pending.get(id) ?? []) this.#state(each, id, "accepted", epoch);
  }

  /** Reports to one client that its request is not answered yet. */
  working(id: string, message: Msg): void {
    if (message.reply) this.#state(message.reply, id, "working");
  }

  /** Sends the answer to all clients that wait for it. */
  async settle(id: string, reply: Reply): Promise<void> {
    const subjects = this.#pending.get(id);
    this.#pending.delete(id);
    for (const each of subjects ?? []) await this.#send(each, id, reply);
  }

  /** Sends an answer to one client. */
  async answer(id: string, message: Msg, reply: Reply): Promise<void> {
    if (message.reply) await this.#send(message.reply, id, reply);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#pending.clear();
  }

  #state(subject: string, id: string, state: RequestState, epoch?: number): void {
    if (this.#connection.isClosed()) return;
    this.#connection.publish(subject, undefined, { headers: createHeaders({ id, state, epoch }) });
  }

  async #send(subject: string, id: string, { state, text }: Reply): Promise<void> {
    const size = (this.#connection.info?.max_payload ?? 1024 * 1024) - overhead;
    let parts = 0;
    for (const { header, data } of splitChunks(encodeText(text), size)) {
      if (this.#connection.isClosed()) return;
      this.#connection.publish(subject, data, { headers: createHeaders({ id, state, chunk: header }) });
      if (++parts % partsPerFlush === 0) await this.#connection.flush();
    }
  }
}
