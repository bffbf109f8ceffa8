import { SupplementError } from "../errors/supplement.js";
import type { Supplement, Supplier } from "./supplier.js";

class Loader implements Supplier {
  now: Supplement | undefined;

  async load(): Promise<Supplement> {
    try {
      return (this.now ??= await import("./supplement.js"));
    } catch (cause) {
      throw new SupplementError("a part of qapi-ts could not be loaded", { cause });
    }
  }
}

export const supplier: Supplier = new Loader();
