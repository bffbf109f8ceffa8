import type { KV } from "@nats-io/kv";
import { parseObject, toJson } from "../messages/body.js";
import type { Heartbeat } from "./heartbeat.js";

/** The options of a {@link MachineLease}. */
interface LeaseOptions {
  readonly leases: KV;
  readonly owners: KV;
  /** The key of the machine. */
  readonly key: string;
  /** The key of this owner. */
  readonly owner: string;
  readonly heartbeat: Heartbeat;
}

/**
 * The lease of one machine: an entry with its owner. The revision of the entry is the epoch. It is valid while the owner's
 * heartbeat is, so that an owner of many machines writes one entry in each interval.
 */
export class MachineLease {
  readonly #options: LeaseOptions;
  #epoch: number | undefined;
  #confirmedAt = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** The epoch of the lease; undefined if another owner has it, or may have it. */
  get epoch(): number | undefined {
    const { heartbeat } = this.#options;
    const isConfirmed = this.#confirmedAt === heartbeat.lapses && heartbeat.isValid;
    return isConfirmed ? this.#epoch : undefined;
  }

  /** The epoch of the lease that was acquired last, also while it cannot be confirmed; undefined if it is lost. */
  get held(): number | undefined {
    return this.#epoch;
  }

  /** Acquires the lease, or confirms it after the heartbeat had lapsed. Afterwards, `held` is undefined if it is lost. */
  async acquire(): Promise<void> {
    if (this.epoch !== undefined) return;
    const { heartbeat, owner, leases, key } = this.#options;
    const { lapses } = heartbeat;
    const entry = await leases.get(key);
    const current = entry?.operation === "PUT" ? entry : undefined;
    const holder = current === undefined ? undefined : ownerOf(current.string());
    if (current !== undefined && holder === owner && current.revision === this.#epoch) {
      this.#confirmedAt = lapses;
      return;
    }
    this.#epoch = undefined;
    if (!heartbeat.isValid) return;
    if (holder !== undefined && holder !== owner && (await this.#isAlive(holder))) return;
    this.#epoch = await this.#write(entry?.revision ?? 0);
    this.#confirmedAt = lapses;
  }

  /** Gives the lease up, if this owner has it. */
  async release(): Promise<void> {
    const { leases, key } = this.#options;
    const epoch = this.#epoch;
    this.#epoch = undefined;
    if (epoch === undefined) return;
    try {
      await leases.delete(key, { previousSeq: epoch });
    } catch {
      // Another owner has taken over, or the server is gone: then the lease ends with the heartbeat.
    }
  }

  async #isAlive(owner: string): Promise<boolean> {
    const entry = await this.#options.owners.get(owner);
    return entry?.operation === "PUT";
  }

  /** @returns the new revision; undefined if another owner was faster. */
  async #write(previous: number): Promise<number | undefined> {
    const { leases, key, owner } = this.#options;
    try {
      return await leases.put(key, toJson({ owner }), { previousSeq: previous });
    } catch (error) {
      const entry = await leases.get(key);
      // The error may have arrived instead of the confirmation of this owner's own entry.
      if (entry?.operation === "PUT" && ownerOf(entry.string()) === owner) return entry.revision;
      if (entry !== null && entry.revision !== previous) return undefined;
      throw error;
    }
  }
}

function ownerOf(text: string): string | undefined {
  const owner = parseObject(text)?.["owner"];
  return typeof owner === "string" ? owner : undefined;
}
