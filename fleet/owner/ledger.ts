import type { KV } from "@nats-io/kv";
import { parseObject, toJson } from "../messages/body.js";
import { isFinal } from "../messages/headers.js";
import { withoutReply, type Reply } from "../messages/reply.js";
import { encodeToken } from "../subjects/token.js";

/** The entry of a request in the ledger. */
export interface LedgerEntry {
  /** The epoch in which it was accepted, or declared not sent. */
  readonly epoch: number;
  /** Undefined while the machine has not answered. */
  readonly reply: Reply | undefined;
}

/** The longest reply that is kept, in characters. Of a longer one, only its arrival is kept. */
const maxReplyLength = 64 * 1024;

/**
 * The requests of one machine and their outcomes, in a bucket, so that they survive the owner. An id is claimed by
 * creating its entry, which succeeds for one owner and one time only.
 */
export class Ledger {
  readonly #bucket: KV;
  readonly #machine: string;

  readonly #redact: (text: string) => string;

  /**
   * @param machine - the key of the machine.
   * @param redact - removes secrets from replies.
   */
  constructor(bucket: KV, machine: string, redact: (text: string) => string) {
    this.#bucket = bucket;
    this.#machine = machine;
    this.#redact = redact;
  }

  /**
   * Claims an id.
   * @returns the revision of the new entry; undefined if the id was claimed before.
   * @throws Error (as a rejection) if the bucket cannot be written. The id may be claimed nevertheless.
   */
  async claim(id: string, epoch: number): Promise<number | undefined> {
    return await this.#create(id, { epoch, reply: undefined });
  }

  /** Records the answer to a claimed request. `revision` is that of the claim. */
  async settle(id: string, revision: number, entry: LedgerEntry): Promise<void> {
    await this.#bucket.update(this.#key(id), this.#redact(format(entry)), revision);
  }

  /** Returns the outcome of a request; undefined if its id was never claimed, or was forgotten. */
  async find(id: string): Promise<LedgerEntry | undefined> {
    const entry = await this.#bucket.get(this.#key(id));
    return entry?.operation === "PUT" ? parse(entry.string(), id) : undefined;
  }

  /**
   * Returns the outcome of a request. If its id was never claimed, records that it was not sent: if it arrives later, it
   * is not executed.
   */
  async findOrForbid(id: string, epoch: number): Promise<LedgerEntry> {
    const known = await this.find(id);
    if (known !== undefined) return known;
    const reply = withoutReply("not-sent", "the request did not arrive", id);
    const entry = { epoch, reply };
    const isCreated = (await this.#create(id, entry)) !== undefined;
    return isCreated ? entry : ((await this.find(id)) ?? entry);
  }

  async #create(id: string, entry: LedgerEntry): Promise<number | undefined> {
    const key = this.#key(id);
    try {
      return await this.#bucket.create(key, format(entry));
    } catch (error) {
      if ((await this.#bucket.get(key)) !== null) return undefined;
      throw error;
    }
  }

  #key(id: string): string {
    return `${this.#machine}.${encodeToken(id)}`;
  }
}

function format({ epoch, reply }: LedgerEntry): string {
  if (reply === undefined) return toJson({ epoch });
  const isShort = reply.text.length <= maxReplyLength;
  return toJson({ epoch, state: reply.state, ...(isShort && { text: reply.text }) });
}

function parse(json: string, id: string): LedgerEntry {
  const { epoch, state, text } = parseObject(json) ?? {};
  const known = typeof epoch === "number" ? epoch : 0;
  if (typeof state !== "string" || !isFinal(state)) return { epoch: known, reply: undefined };
  if (typeof text === "string") return { epoch: known, reply: { state, text } };
  const description = "the command was executed, but its reply is too long to be kept";
  return { epoch: known, reply: withoutReply("unknown", description, id) };
}
