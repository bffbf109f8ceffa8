import type { KV, KvWatchEntry } from "@nats-io/kv";
import type { QueuedIterator } from "@nats-io/transport-node";

/** Receives the entries of a bucket. */
interface BucketListener {
  put(key: string, text: string): void;
  removed(key: string): void;
  /** All entries have been received. `keys` are those that exist. */
  complete(keys: ReadonlySet<string>): void;
}

/** Follows a bucket, from its entries on. */
export class BucketWatch {
  readonly #bucket: KV;
  readonly #listener: BucketListener;
  #iterator: QueuedIterator<KvWatchEntry> | undefined;
  #runs = 0;

  constructor(bucket: KV, listener: BucketListener) {
    this.#bucket = bucket;
    this.#listener = listener;
  }

  /**
   * Reads all entries and follows the bucket from there on; a former run ends. Resolves when it has begun.
   * @throws Error (as a rejection) if the bucket cannot be read.
   */
  async start(): Promise<void> {
    const run = ++this.#runs;
    this.#iterator?.stop();
    const iterator = await this.#bucket.watch();
    if (run !== this.#runs) {
      iterator.stop();
      return;
    }
    this.#iterator = iterator;
    const isEmpty = (await this.#bucket.status()).values === 0;
    const keys = new Set<string>();
    if (isEmpty) this.#listener.complete(keys);
    void this.#follow(iterator, keys, isEmpty);
  }

  stop(): void {
    this.#runs++;
    this.#iterator?.stop();
  }

  async #follow(
    iterator: QueuedIterator<KvWatchEntry>,
    keys: Set<string>,
    isComplete: boolean,
  ): Promise<void> {
    let complete = isComplete;
    for await (const entry of iterator) {
      if (this.#iterator !== iterator) return;
      if (entry.operation === "PUT") {
        keys.add(entry.key);
        this.#listener.put(entry.key, entry.string());
      } else {
        keys.delete(entry.key);
        this.#listener.removed(entry.key);
      }
      if (!complete && (entry.delta ?? 0) === 0) {
        complete = true;
        this.#listener.complete(keys);
      }
    }
  }
}
