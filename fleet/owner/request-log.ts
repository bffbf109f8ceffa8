import { setTimeout as sleep } from "node:timers/promises";
import { withoutReply, type Reply } from "../messages/reply.js";
import type { Ledger, LedgerEntry } from "./ledger.js";

/** What is known of a request: `new`, its answer, or `pending` if the machine has not answered it yet. */
export type Known = Reply | "pending";

/** How long the replies of settled requests are kept in memory, in milliseconds, and their most characters. */
const keepReplies = 60_000;
const maxLength = 64 * 1024 * 1024;

/** How often an outcome is written to the ledger if that fails, and the time in between, in milliseconds. */
const maxAttempts = 60;
const retryDelay = 1_000;

interface Remembered {
  readonly reply: Reply | undefined;
  /** When it was claimed or settled. */
  readonly at: number;
  /** The revision of the claim in the ledger; undefined for a request that only reads. */
  readonly revision: number | undefined;
}

/** The requests of one machine: in memory, and those that change something also in the ledger. */
export class RequestLog {
  readonly #ledger: Ledger;
  readonly #onProblem: (error: Error) => void;
  /** In the order of their settling. */
  readonly #recent = new Map<string, Remembered>();
  #length = 0;

  constructor(ledger: Ledger, onProblem: (error: Error) => void) {
    this.#ledger = ledger;
    this.#onProblem = onProblem;
  }

  /**
   * Claims the id of a request. For a request that only reads, this happens in memory, before the function returns.
   * @returns `new` if this is the first request with the id: only then may it be executed.
   * @throws Error (as a rejection) if the ledger cannot be written; the request must not be executed.
   */
  claim(id: string, epoch: number, isRead: boolean): "new" | Known | Promise<"new" | Known> {
    const known = this.#recent.get(id);
    if (known !== undefined) return known.reply ?? "pending";
    this.#remember(id, { reply: undefined, at: performance.now(), revision: undefined });
    return isRead ? "new" : this.#claim(id, epoch);
  }

  /** Records the answer. Resolves when it is in the ledger, or could not be written at the first attempt. */
  async settle(id: string, epoch: number, reply: Reply): Promise<void> {
    const revision = this.#recent.get(id)?.revision;
    this.#remember(id, { reply, at: performance.now(), revision });
    this.#forget();
    if (revision === undefined) return;
    const entry = { epoch, reply };
    await this.#ledger.settle(id, revision, entry).catch((error: unknown) => {
      void this.#settleLater(id, revision, entry, error);
    });
  }

  /** Returns the outcome of a request. An id that was never claimed cannot be claimed any more. */
  async find(id: string, epoch: number): Promise<Known> {
    const known = this.#recent.get(id);
    if (known !== undefined) return known.reply ?? "pending";
    return answerOf(id, await this.#ledger.findOrForbid(id, epoch), epoch);
  }

  async #claim(id: string, epoch: number): Promise<"new" | Known> {
    try {
      const revision = await this.#ledger.claim(id, epoch);
      if (revision !== undefined) {
        this.#remember(id, { reply: undefined, at: performance.now(), revision });
        return "new";
      }
      const entry = await this.#ledger.find(id);
      this.#drop(id);
      return answerOf(id, entry ?? { epoch: 0, reply: undefined }, epoch);
    } catch (error) {
      this.#drop(id);
      throw error;
    }
  }

  async #settleLater(id: string, revision: number, entry: LedgerEntry, error: unknown): Promise<void> {
    let cause = error;
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      await sleep(retryDelay, undefined, { ref: false });
      try {
        await this.#ledger.settle(id, revision, entry);
        return;
      } catch (failure) {
        cause = failure;
        // An earlier attempt may have been written although it was not confirmed.
        const known = await this.#ledger.find(id).catch(() => undefined);
        if (known?.reply !== undefined) return;
      }
    }
    this.#onProblem(new Error("the outcome of a request could not be recorded", { cause }));
  }

  #remember(id: string, entry: Remembered): void {
    this.#drop(id);
    this.#recent.set(id, entry);
    this.#length += entry.reply?.text.length ?? 0;
  }

  #drop(id: string): void {
    this.#length -= this.#recent.get(id)?.reply?.text.length ?? 0;
    this.#recent.delete(id);
  }

  /** Forgets settled requests, the oldest first. */
  #forget(): void {
    const limit = performance.now() - keepReplies;
    for (const [id, { reply, at }] of this.#recent) {
      if (at > limit && this.#length <= maxLength) return;
      if (reply !== undefined) this.#drop(id);
    }
  }
}

/**
 * The answer to a request that this owner does not execute. In the current epoch, its claim was written but not confirmed,
 * so that it was not executed. The owner of an earlier epoch may have executed it.
 */
function answerOf(id: string, entry: LedgerEntry, epoch: number): Reply {
  if (entry.reply !== undefined) return entry.reply;
  if (entry.epoch === epoch) return withoutReply("not-sent", "the request could not be recorded", id);
  return withoutReply("unknown", "the owner that accepted the request has ended", id);
}
