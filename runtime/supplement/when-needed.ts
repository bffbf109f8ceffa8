import { SupplementError } from "../errors/supplement.js";
import type { Supplement } from "./supplier.js";

export const supplier = {
  now: undefined as Supplement | undefined,

  async load(): Promise<Supplement> {
    try {
      return (this.now ??= await import("./supplement.js"));
    } catch (cause) {
      throw new SupplementError("a part of qapi-ts could not be loaded", { cause });
    }
  },
};
