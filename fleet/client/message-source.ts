import type { Consumer, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { setTimeout as sleep } from "node:timers/promises";

/** Messages of a consumer, one after the other. */
export interface MessageSource {
  /** Waits for the next message. Returns undefined after `stop`. */
  next(): Promise<JsMsg | undefined>;
  stop(): void;
}

/** The most messages that are read ahead. */
const maxAhead = 200;

/**
 * How long the server waits for a message before the request is repeated, in milliseconds. It bounds the delay after the
 * server has restarted: the client of NATS looks for a consumer whose server is silent for as long, and creates it again.
 */
const expires = 3_000;

/** Reads a consumer that NATS need not remember. */
export async function follow(consumer: Consumer): Promise<MessageSource> {
  const messages = await consumer.consume({ max_messages: maxAhead, expires });
  const iterator: AsyncIterator<JsMsg, unknown> = messages[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await iterator.next();
      return done === true ? undefined : value;
    },
    stop: () => messages.stop(),
  };
}

/** The time before a failed request to the server is repeated, in milliseconds. */
const retryDelay = 200;

/** Reads a durable consumer one message at a time, so that no message waits here when the source is stopped. */
export class DurableSource implements MessageSource {
  readonly #consumer: Consumer;
  #batch: ConsumerMessages | undefined;
  #stopped = false;

  constructor(consumer: Consumer) {
    this.#consumer = consumer;
  }

  async next(): Promise<JsMsg | undefined> {
    while (!this.#isStopped()) {
      try {
        const message = await this.#fetch();
        if (message !== undefined) return message;
      } catch {
        // The connection to the server is lost, or it restarts.
        await sleep(retryDelay);
      }
    }
    return undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#batch?.stop();
  }

  /** @returns undefined if none arrived in time. */
  async #fetch(): Promise<JsMsg | undefined> {
    this.#batch = await this.#consumer.fetch({ max_messages: 1, expires });
    if (this.#stopped) this.#batch.stop();
    for await (const message of this.#batch) return message;
    return undefined;
  }

  /** A method, because the value changes while `next` waits. */
  #isStopped(): boolean {
    return this.#stopped;
  }
}
