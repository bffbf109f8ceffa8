import type { KV } from "@nats-io/kv";
import { toJson } from "../messages/body.js";

/** The options of a {@link Heartbeat}. */
interface HeartbeatOptions {
  /** The bucket of the owners. Its entries are removed `lease` milliseconds after they were written. */
  readonly owners: KV;
  /** The key of this owner. */
  readonly owner: string;
  /** What other owners and clients read. */
  readonly facts: object;
  /** In milliseconds. */
  readonly lease: number;
  /** Receives the error of a beat that failed; the next one is tried. */
  readonly onProblem: (error: Error) => void;
}

/**
 * The life of an owner. While its entry is in the bucket, no other owner takes over its machines. The owner counts the time
 * from before it wrote the entry, the server from after it, so that the owner stops first.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #written: Moment | undefined;
  #lapses = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Whether the entry is certainly in the bucket. */
  get isValid(): boolean {
    return this.#written !== undefined && elapsedSince(this.#written) < this.#options.lease;
  }

  /** How often the entry may have been absent. A lease that was confirmed before the last time is not valid. */
  get lapses(): number {
    return this.#lapses;
  }

  /** Writes the entry, and again after each third of the lease. */
  async start(): Promise<void> {
    await this.#beat();
    this.#schedule();
  }

  /** Removes the entry, so that another owner takes over at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#written = undefined;
    const { owners, owner, onProblem } = this.#options;
    await owners.purge(owner).catch(onProblem);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.#beat()
        .catch(this.#options.onProblem)
        .finally(() => this.#schedule());
    }, this.#options.lease / 3);
  }

  async #beat(): Promise<void> {
    const { owners, owner, facts, lease } = this.#options;
    const before = now();
    await owners.put(owner, toJson(facts), { timeout: Math.ceil(lease / 3) });
    if (this.#stopped) return;
    if (!this.isValid) this.#lapses++;
    this.#written = before;
  }
}

/** A point in time by two clocks: the monotonic one stands still while the computer sleeps, the other can be set. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

function now(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** In milliseconds, by the clock that advanced more. */
function elapsedSince({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
