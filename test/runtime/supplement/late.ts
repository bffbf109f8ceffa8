import { vi } from "vitest";
import { SupplementError } from "../../../runtime/errors/supplement.js";
import type { Supplement, Supplier } from "../../../runtime/supplement/supplier.js";
import { settle } from "../support/settle.js";

interface Waiting {
  readonly resolve: (supplement: Supplement) => void;
  readonly reject: (error: unknown) => void;
}

/** A supplier as a browser has it, whose module comes when a test lets it come. */
export interface Late extends Supplier {
  /** How many have asked, and wait. */
  readonly asked: number;
  comes(): Promise<void>;
  fails(): Promise<void>;
  /** As before anybody asked. */
  forget(): void;
}

export class LateSupplier implements Late {
  now: Supplement | undefined;
  #waiting: Waiting[] = [];

  load(): Promise<Supplement> {
    if (this.now !== undefined) return Promise.resolve(this.now);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  get asked(): number {
    return this.#waiting.length;
  }

  async comes(): Promise<void> {
    const there = await vi.importActual<Supplement>("../../../runtime/supplement/supplement.js");
    this.now = there;
    for (const { resolve } of this.#waiting.splice(0)) resolve(there);
    await settle();
  }

  async fails(): Promise<void> {
    const cause = new TypeError("Failed to fetch");
    for (const { reject } of this.#waiting.splice(0)) reject(new SupplementError("not there", { cause }));
    await settle();
  }

  forget(): void {
    this.now = undefined;
    this.#waiting = [];
  }
}
